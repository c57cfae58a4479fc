package dev.mayfly.spring.boot.autoconfigure.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.Conditions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The example of steps and signals in {@code docs/durable-jobs.md}, on a file, with a restart. */
class StepExampleTests {

    record Order(String what) {}

    record Receipt(String number) {}

    record Approval(String by, boolean granted) {}

    static final class Orders {
        static final List<String> DONE = new CopyOnWriteArrayList<>();

        private static Receipt charge(Order order, String key) {
            DONE.add("charged " + order.what() + " " + key.substring(key.indexOf('/')));
            return new Receipt("4711");
        }

        @MayflyJob(name = "order")
        String order(Order order, JobContext job) throws Exception {
            Receipt receipt =
                    job.step(
                            "charge",
                            Receipt.class,
                            () -> charge(order, job.idempotencyKey("charge")));
            job.step("reserve", () -> DONE.add("reserved"));

            var approval = job.awaitSignal("approved", Approval.class, Duration.ofDays(3));
            if (approval.isEmpty()) {
                job.step("refund", () -> DONE.add("refunded " + receipt.number()));
                return "nobody has answered";
            }
            job.step("ship", () -> DONE.add("shipped"));
            return "shipped on " + receipt.number() + " by " + approval.get().sender();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {
        @Bean
        Orders orders() {
            return new Orders();
        }
    }

    private static ApplicationContextRunner application(Path folder) {
        return Stores.inFile(folder.resolve("jobs")).withUserConfiguration(Application.class);
    }

    @Test
    void anOrderIsChargedOnceAlthoughItsProcessEndsWhileItWaits(@TempDir Path folder) {
        var ids = new CopyOnWriteArrayList<dev.mayfly.jobs.model.JobId>();
        application(folder)
                .run(context -> {
                    JobHandle<String> job =
                            context.getBean(Mayfly.class).submit("order", new Order("tea"));
                    ids.add(job.id());
                    Conditions.await(() -> job.state() == JobState.AWAITING_SIGNAL);
                });
        application(folder)
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    mayfly.signal(
                            ids.getFirst(),
                            "approved",
                            new Approval("Ada", true),
                            SignalOptions.DEFAULTS.withSender("Ada").withId("mail-4711"));
                    var jobs = context.getBean(dev.mayfly.jobs.Jobs.class);
                    assertThat(
                                    jobs.handle(ids.getFirst())
                                            .orElseThrow()
                                            .await(Duration.ofSeconds(60)))
                            .isEqualTo("shipped on 4711 by Ada");
                });
        assertThat(Orders.DONE).containsExactly("charged tea /charge", "reserved", "shipped");
    }
}
