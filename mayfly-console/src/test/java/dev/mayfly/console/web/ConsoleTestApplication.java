package dev.mayfly.console.web;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.spring.SchedulerCustomizer;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A host application with a few jobs, a hostile queue, and a page of its own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ConsoleTestApplication {
    static final String HOSTILE = "\"><img src=x onerror=alert(1)><script>alert(2)</script>";

    final CountDownLatch release = new CountDownLatch(1);
    final List<ConsoleAction> actions = new CopyOnWriteArrayList<>();

    @EventListener
    void onAction(ConsoleAction action) {
        actions.add(action);
    }

    /** Nobody waits in a shutdown for jobs that only a test would let go on. */
    @EventListener(ContextClosedEvent.class)
    void onClosed() {
        release.countDown();
    }

    @Bean
    SchedulerCustomizer hostileQueue() {
        return scheduler -> scheduler.queue(HOSTILE, queue -> queue.concurrency(1));
    }

    @Bean
    JobDefinition<String, String> works() {
        return JobDefinition.of(
                "works",
                String.class,
                String.class,
                (payload, job) -> {
                    job.log("log line " + HOSTILE);
                    job.progress(1, 2, "half " + HOSTILE);
                    return "result of " + payload;
                });
    }

    @Bean
    JobDefinition<Void, String> silent() {
        return JobDefinition.of("silent", Void.class, String.class, (payload, job) -> "");
    }

    @Bean
    JobDefinition<String, String> waits() {
        return JobDefinition.of(
                "waits",
                String.class,
                String.class,
                (payload, job) -> {
                    job.progress(1, 4, "waiting");
                    release.await();
                    return "";
                });
    }

    @Bean
    JobDefinition<String, String> breaks() {
        return JobDefinition.of(
                "breaks",
                String.class,
                String.class,
                (payload, job) -> {
                    throw new IllegalStateException(
                            "wrapped", new IOException("broken by " + HOSTILE));
                });
    }

    @Bean
    JobDefinition<String, String> approves() {
        return JobDefinition.of(
                "approves",
                String.class,
                String.class,
                (payload, job) -> {
                    job.step("charge", String.class, () -> "charged " + HOSTILE);
                    return job.awaitSignal("approved", String.class, Duration.ofHours(1))
                            .map(signal -> signal.payload() + " by " + signal.sender())
                            .orElse("nobody");
                });
    }

    /** The host's own page, which the console must leave alone. */
    @RestController
    static class HostPage {
        @GetMapping("/mayflies")
        String page() {
            return "the host's own";
        }
    }
}
