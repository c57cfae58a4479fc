package dev.mayfly.kernel.carrier;

import dev.mayfly.kernel.task.Priority;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A unit that does what a test wants, and counts. */
final class TestUnit extends ReadyUnit {

    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger orphaned = new AtomicInteger();
    final AtomicInteger quantums = new AtomicInteger();

    private final String name;
    private final int priority;
    private final Consumer<TestUnit> body;

    TestUnit(String name, int priority, Consumer<TestUnit> body) {
        this.name = name;
        this.priority = priority;
        this.body = body;
    }

    static TestUnit of(Runnable body) {
        return new TestUnit("unit", Priority.DEFAULT, unit -> body.run());
    }

    static TestUnit of(int priority, Runnable body) {
        return new TestUnit("unit", priority, unit -> body.run());
    }

    @Override
    protected int priority() {
        return priority;
    }

    @Override
    protected void run() {
        runs.incrementAndGet();
        body.accept(this);
    }

    @Override
    protected void quantumSpent() {
        quantums.incrementAndGet();
    }

    @Override
    protected void orphaned() {
        orphaned.incrementAndGet();
    }

    @Override
    protected String describe() {
        return name;
    }
}
