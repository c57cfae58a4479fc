package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class ManyRunTests {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<Object> heard = Collections.synchronizedList(new ArrayList<>());

    @Test
    void tellsHowManyOnceTheRecordIsWritten() {
        var run = new ManyRun(() -> 7);
        run.start(heard::add, heard::add);
        assertThat(run.await(LONG)).isEqualTo(new ManyResult(7, true));
        assertThat(heard).containsExactly(7L);
    }

    @Test
    void goesOnWhenNobodyWaitsAnyLonger() throws Exception {
        var release = new CountDownLatch(1);
        var recorded = new CountDownLatch(1);
        var run =
                new ManyRun(() -> {
                    awaitRelease(release);
                    return 3;
                });
        run.start(
                jobs -> {
                    heard.add(jobs);
                    recorded.countDown();
                },
                heard::add);
        assertThat(run.await(Duration.ofMillis(1))).isEqualTo(new ManyResult(0, false));
        Thread.currentThread().interrupt(); // as a browser that is closed does
        assertThat(run.await(LONG).ended()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        release.countDown();
        assertThat(recorded.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(heard).containsExactly(3L);
    }

    private static void awaitRelease(CountDownLatch release) {
        try {
            assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("the run itself was interrupted", e);
        }
    }

    @Test
    void whatEndedEarlyIsRecordedAndThrown() {
        var failure = new IllegalStateException("down");
        var run =
                new ManyRun(() -> {
                    throw failure;
                });
        run.start(heard::add, heard::add);
        assertThatThrownBy(() -> run.await(LONG)).isSameAs(failure);
        assertThat(heard).containsExactly(failure);
    }

    @Test
    void aListenerThatThrowsDoesNotKeepTheReaderWaiting() {
        var run = new ManyRun(() -> 1);
        run.start(
                jobs -> {
                    throw new IllegalStateException("listener");
                },
                heard::add);
        assertThat(run.await(LONG)).isEqualTo(new ManyResult(1, true));
    }
}
