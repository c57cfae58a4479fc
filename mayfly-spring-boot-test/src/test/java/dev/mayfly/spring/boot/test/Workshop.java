package dev.mayfly.spring.boot.test;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An application whose jobs do what is hard to test. */
@SpringBootConfiguration
@EnableAutoConfiguration
class Workshop {

    final AtomicInteger runs = new AtomicInteger();

    @Autowired private Mayfly mayfly;

    /** What {@code stubborn} waits for. */
    CountDownLatch latch = new CountDownLatch(1);

    /** What {@code staged} waits for. */
    CompletableFuture<String> stage = new CompletableFuture<>();

    @MayflyJob(name = "count", maxAttempts = 1)
    int count(int number) {
        runs.incrementAndGet();
        return number + 1;
    }

    @MayflyJob(name = "failing", maxAttempts = 3, initialDelay = "1m", multiplier = 2, jitter = 0)
    void failing() {
        runs.incrementAndGet();
        throw new IllegalStateException("out of order");
    }

    @MayflyJob(name = "sleepy", timeout = "1h")
    void sleepy(JobContext job) throws InterruptedException {
        job.task().sleep(Duration.ofMinutes(10));
        runs.incrementAndGet();
    }

    @MayflyJob(name = "late", timeout = "5m", maxAttempts = 1)
    void late(JobContext job) throws InterruptedException {
        job.task().sleep(Duration.ofMinutes(10));
    }

    @MayflyJob(name = "asking")
    String asking(JobContext job) throws Exception {
        return job.awaitSignal("approved", String.class, Duration.ofDays(3))
                .map(signal -> signal.payload())
                .orElse("nobody");
    }

    @MayflyJob(name = "chain")
    void chain(int links) {
        runs.incrementAndGet();
        if (links > 0) {
            mayfly.submit("chain", links - 1);
        }
    }

    @MayflyJob(name = "endless")
    void endless() {
        mayfly.submit("endless");
    }

    /** Blocked where no stepped clock reaches. */
    @MayflyJob(name = "stubborn", maxAttempts = 1)
    void stubborn() throws InterruptedException {
        latch.await();
    }

    /** Blocked where no interruption reaches. */
    @MayflyJob(name = "deaf", maxAttempts = 1)
    void deaf() {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException e) {
                runs.incrementAndGet();
            }
        }
    }

    @MayflyJob(name = "staged")
    CompletionStage<String> staged() {
        return stage;
    }

    @MayflyJob(name = "often", fixedRate = "1h")
    void often() {
        runs.incrementAndGet();
    }
}
