package dev.mayfly.test.durable;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
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
                        .build();
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
