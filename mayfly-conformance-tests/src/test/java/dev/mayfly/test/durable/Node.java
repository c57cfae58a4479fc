package dev.mayfly.test.durable;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.store.jdbc.JdbcJobStore;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

/** A process that runs jobs, as far as one can be had within another. */
final class Node implements AutoCloseable {

    private static final RetryPolicy QUICK =
            RetryPolicy.DEFAULT
                    .withMaxAttempts(3)
                    .withDelays(Duration.ofMillis(5), 1.0, Duration.ofMillis(5));

    final Scheduler scheduler =
            Scheduler.builder().queue("default", queue -> queue.concurrency(16)).build();
    final JdbcJobStore store;
    final Jobs jobs;

    /** What its handlers did: {@code payload@node}. */
    final Queue<String> ran;

    final CountDownLatch gate = new CountDownLatch(1);

    Node(String name, DataSource source, Queue<String> ran) {
        this(name, JdbcJobStore.builder(source).patience(Duration.ofSeconds(5)).open(), ran);
    }

    Node(String name, JdbcJobStore store, Queue<String> ran) {
        this.store = store;
        this.ran = ran;
        var once = new ConcurrentLinkedQueue<String>();
        this.jobs =
                Jobs.builder(scheduler)
                        .node(name)
                        .store(store)
                        .defaults(JobSettings.DEFAULTS.withRetry(QUICK))
                        .define(job("note", text -> ran.add(text + "@" + name)))
                        .define(
                                job(
                                        "stumble",
                                        text -> {
                                            ran.add(text + "@" + name);
                                            if (!once.contains(text)) {
                                                once.add(text);
                                                throw new IllegalStateException("stumbled");
                                            }
                                        }))
                        .define(
                                job(
                                        "fail",
                                        text -> {
                                            throw new IllegalStateException(text);
                                        }))
                        .define(
                                job(
                                        "wait",
                                        text -> {
                                            ran.add(text + "@" + name);
                                            if (!gate.await(60, TimeUnit.SECONDS)) {
                                                throw new IllegalStateException("never let go");
                                            }
                                        }))
                        .define(text("approve", (text, job) -> approve(name, text, job)))
                        .define(text("held", (text, job) -> held(name, text, job)))
                        .build();
    }

    private static JobDefinition<String, String> text(
            String name, JobHandler<String, String> handler) {
        return JobDefinition.of(name, String.class, String.class, handler);
    }

    /** Charges, and waits for a word; for 200 ms where its payload says that it is in a hurry. */
    private String approve(String node, String text, JobContext job) throws Exception {
        job.log("run on " + node);
        job.step("charge", () -> ran.add("charge " + text + "@" + node));
        Duration patience =
                text.startsWith("hurry") ? Duration.ofMillis(200) : Duration.ofMinutes(10);
        return job.awaitSignal("approved", String.class, patience)
                .map(signal -> signal.payload() + " by " + signal.sender() + "@" + node)
                .orElse("nobody@" + node);
    }

    /** A step that cannot be interrupted. */
    private String held(String node, String text, JobContext job) throws Exception {
        return job.step(
                "held",
                String.class,
                () -> {
                    ran.add(text + "@" + node);
                    while (gate.getCount() > 0) {
                        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                        Thread.interrupted();
                    }
                    return "by " + node;
                });
    }

    @FunctionalInterface
    private interface Body {
        void run(String text) throws Exception;
    }

    private static JobDefinition<String, String> job(String name, Body body) {
        return JobDefinition.of(
                name,
                String.class,
                String.class,
                (text, context) -> {
                    body.run(text);
                    return "done " + text;
                });
    }

    List<String> ran() {
        return List.copyOf(ran);
    }

    @Override
    public void close() {
        gate.countDown();
        scheduler.shutdown(Duration.ofSeconds(5));
        store.close();
    }
}
