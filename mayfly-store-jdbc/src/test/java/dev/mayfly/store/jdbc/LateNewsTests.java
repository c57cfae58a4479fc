package dev.mayfly.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.kernel.Scheduler;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The news of an attempt's end that comes when the next attempt has been taken already. */
class LateNewsTests {

    @Test
    void theNextAttemptRunsAlthoughTheNewsOfTheOneBeforeComesLater() throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:late", "sa", "");
        try (var store = JdbcJobStore.builder(pool).open();
                var scheduler = Scheduler.builder().build();
                var jobs =
                        Jobs.builder(scheduler)
                                .store(withLateNews(store))
                                .define(failingOnce())
                                .build()) {
            assertThat(jobs.<String>submit("flaky", null).await()).isEqualTo("attempt 2");
        } finally {
            pool.dispose();
        }
    }

    private static JobDefinition<Void, String> failingOnce() {
        return JobDefinition.of(
                        "flaky",
                        Void.class,
                        String.class,
                        (nothing, job) -> {
                            if (job.attempt() == 1) {
                                throw new IllegalStateException("fails as it should");
                            }
                            return "attempt " + job.attempt();
                        })
                .withSettings(
                        JobSettings.DEFAULTS.withRetry(
                                RetryPolicy.DEFAULT.withDelays(Duration.ZERO, 1.0, Duration.ZERO)));
    }

    /** Tells of a retry when the job has been taken for its next attempt. */
    private static JobStore withLateNews(JobStore store) {
        return (JobStore)
                Proxy.newProxyInstance(
                        JobStore.class.getClassLoader(),
                        new Class<?>[] {JobStore.class},
                        (_, method, args) -> {
                            if (method.getName().equals("apply")
                                    && args[0] instanceof Transition.Retry retry
                                    && args.length == 3) {
                                @SuppressWarnings("unchecked") // as the method is declared
                                var then = (Consumer<TransitionResult>) args[2];
                                store.apply(
                                        retry,
                                        (JobRecord) args[1],
                                        result ->
                                                late(store, retry.id(), () -> then.accept(result)));
                                return null;
                            }
                            try {
                                return method.invoke(store, args);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private static void late(JobStore store, JobId id, Runnable news) {
        Thread.startVirtualThread(() -> {
            while (store.find(id).orElseThrow().epoch() < 2) {
                LockSupport.parkNanos(1_000_000);
            }
            news.run();
        });
    }
}
