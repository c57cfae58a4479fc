package dev.mayfly.agents;

import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.capability.Val;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** An agent that counts, in either style, and does what else tests ask of it. */
class Counter implements AgentHandler<Counter.Message> {

    /** The two ways to write an agent. */
    enum Style {
        HANDLER,
        BODY
    }

    sealed interface Message {}

    record Add(int n) implements Message {}

    record Get(ReplyTo<Integer> replyTo) implements Message {}

    record Silent(ReplyTo<Integer> replyTo) implements Message {}

    record Fail(String why) implements Message {}

    record AskFailing(ReplyTo<Integer> replyTo) implements Message {}

    /** Holds the agent up, by the number of the gate. */
    record Hold(int gate) implements Message {}

    record Note(String text) implements Message {}

    /** What happened, in order; for tests to look at. */
    static final class Record {
        final Queue<String> lines = new ConcurrentLinkedQueue<>();
        final Queue<Integer> added = new ConcurrentLinkedQueue<>();
        final List<CountDownLatch> gates = List.of(new CountDownLatch(1), new CountDownLatch(1));
        final List<CountDownLatch> held = List.of(new CountDownLatch(1), new CountDownLatch(1));
    }

    private final Record record;
    private int count;

    Counter(Record record) {
        this.record = record;
    }

    static AgentSpec<Message> spec(Style style, Record record) {
        return spec(style, () -> new Counter(record));
    }

    static AgentSpec<Message> spec(Style style, Supplier<Counter> maker) {
        return style == Style.HANDLER
                ? AgentSpec.handler(maker)
                : AgentSpec.body(() ->
                        mailbox -> {
                            Counter counter = maker.get();
                            counter.onStart(mailbox);
                            try {
                                while (true) {
                                    counter.onMessage(mailbox.receive(), mailbox);
                                }
                            } finally {
                                counter.onStop(mailbox);
                            }
                        });
    }

    @Override
    public void onStart(AgentContext<Message> self) {
        record.lines.add("started");
    }

    @Override
    public void onStop(AgentContext<Message> self) {
        record.lines.add("stopped");
    }

    @Override
    public void onMessage(Message message, AgentContext<Message> self) {
        switch (message) {
            case Add(int n) -> {
                count += n;
                record.added.add(n);
            }
            case Get(var replyTo) -> replyTo.tell(count);
            case Silent(var replyTo) -> record.lines.add("asked");
            case Fail(String why) -> throw new IllegalStateException(why);
            case AskFailing(var replyTo) -> throw new IllegalStateException("over a question");
            case Hold(int gate) -> hold(gate);
            case Note(String text) -> record.lines.add(text);
        }
    }

    private void hold(int gate) {
        record.held.get(gate).countDown();
        try {
            record.gates.get(gate).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Val<Message> add(int n) {
        return Val.of(new Add(n));
    }
}
