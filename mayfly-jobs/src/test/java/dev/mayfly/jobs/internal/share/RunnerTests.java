package dev.mayfly.jobs.internal.share;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.store.Runners;

import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

class RunnerTests {

    private final CountDownLatch renewing = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicBoolean held = new AtomicBoolean(true);
    private final CompletableFuture<Object> fenced = new CompletableFuture<>();

    /** The thread that renews is in the store, and does not come back. */
    @Test
    void whatRunsIsGivenUpWhenTheLeaseIsOverThoughTheStoreHasNotAnswered() throws Exception {
        Runners runners =
                proxy(
                        Runners.class,
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "register" -> 7L;
                                    case "holds" -> held.get();
                                    case "renew" -> {
                                        renewing.countDown();
                                        answer.await();
                                        yield true;
                                    }
                                    default -> null;
                                });
        Host host =
                proxy(
                        Host.class,
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "node" -> "one";
                                    case "fence" -> {
                                        fenced.complete(arguments[0]);
                                        yield 1;
                                    }
                                    default -> null;
                                });
        Runner runner = new Runner(host, runners, () -> {});
        try {
            runner.start();
            assertThat(renewing.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(fenced).isNotDone();
            held.set(false);
            assertThat(fenced.get(60, TimeUnit.SECONDS)).isEqualTo(7L);
            assertThat(runner.incarnation()).isZero();
        } finally {
            answer.countDown();
            runner.leave();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
