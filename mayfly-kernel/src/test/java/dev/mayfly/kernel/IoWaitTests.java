package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.task.TaskFailedException;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;

class IoWaitTests {

    private final SteppableClock clock = new SteppableClock();
    private final Scheduler scheduler = Scheduler.builder().clock(clock).build();
    private Pipe pipe;

    @BeforeEach
    void open() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
    }

    @AfterEach
    void close() throws IOException {
        scheduler.shutdown(Duration.ZERO);
        pipe.source().close();
        pipe.sink().close();
    }

    @Test
    void wakesWhenTheChannelIsReady() throws Exception {
        TaskHandle<Integer> reader = read(null);
        awaitWaiting(reader);
        assertThat(reader.reason()).startsWith("waits to read on ");

        pipe.sink().write(ByteBuffer.wrap(new byte[] {1}));

        assertThat(reader.await().get()).isEqualTo(SelectionKey.OP_READ);
    }

    @Test
    void waitsOnTheSameChannelAgainAndAgain() throws Exception {
        for (int i = 0; i < 50; i++) {
            TaskHandle<Integer> reader = read(null);
            pipe.sink().write(ByteBuffer.wrap(new byte[] {1}));
            assertThat(reader.await().get()).isEqualTo(SelectionKey.OP_READ);
            assertThat(pipe.source().read(ByteBuffer.allocate(8))).isEqualTo(1);
        }
    }

    @Test
    void answersZeroWhenTheTimeIsUp() throws Exception {
        TaskHandle<Integer> reader = read(Duration.ofSeconds(1));
        awaitWaiting(reader);

        clock.advance(Duration.ofSeconds(1));

        assertThat(reader.await().get()).isZero();
    }

    @Test
    void isEndedByCancellationAndFreesTheChannel() throws Exception {
        TaskHandle<Integer> reader = read(null);
        awaitWaiting(reader);

        reader.cancel();
        reader.await();

        TaskHandle<Integer> next = read(Duration.ofSeconds(1));
        awaitWaiting(next);
        pipe.sink().write(ByteBuffer.wrap(new byte[] {1}));
        assertThat(next.await().get()).isEqualTo(SelectionKey.OP_READ);
    }

    @Test
    void failsWhenTheChannelIsClosedMeanwhile() throws Exception {
        TaskHandle<Integer> reader = read(null);
        awaitWaiting(reader);

        pipe.source().close();

        assertThatThrownBy(() -> reader.await().get())
                .isInstanceOf(TaskFailedException.class)
                .hasCauseInstanceOf(UncheckedIOException.class);
    }

    @Test
    void refusesABlockingChannelAWrongOperationAndASecondTask() throws Exception {
        assertThatThrownBy(() ->
                        scheduler.runBlocking(
                                t -> t.awaitIo(pipe.source(), SelectionKey.OP_WRITE, null)))
                .cause()
                .isInstanceOf(IllegalArgumentException.class);
        TaskHandle<Integer> first = read(null);
        awaitWaiting(first);
        assertThatThrownBy(() -> read(null).await().get())
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(first.id().toString());
        first.cancel();
        first.await();
        assertThatThrownBy(() ->
                        scheduler.runBlocking(
                                t -> t.awaitIo(pipe.sink(), SelectionKey.OP_WRITE, null)))
                .cause()
                .isInstanceOf(IllegalBlockingModeException.class);
    }

    private TaskHandle<Integer> read(Duration timeout) {
        return scheduler.spawn(t -> t.awaitIo(pipe.source(), SelectionKey.OP_READ, timeout));
    }

    private static void awaitWaiting(TaskHandle<?> task) {
        Eventually.await("it waits", () -> task.state() == TaskState.WAITING);
    }
}
