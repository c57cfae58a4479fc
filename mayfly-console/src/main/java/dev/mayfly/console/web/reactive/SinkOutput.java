package dev.mayfly.console.web.reactive;

import dev.mayfly.console.live.Outgoing;
import dev.mayfly.console.live.StreamOutput;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A stream's events on their way to WebFlux. The demand of a server says nothing of its reader: it
 * asks for dozens of buffers ahead and keeps them. So each chunk of an event is a publisher of its
 * own, which is empty until the chunk before was written to the network. Held for a reader is one
 * chunk; what is to come is the {@link dev.mayfly.console.live.Event} that it shares with others.
 */
final class SinkOutput implements StreamOutput {
    private static final long LOOK_NANOS = 5_000_000;

    private final FluxSink<Publisher<DataBuffer>> sink;
    private final Connection connection;
    private final AtomicInteger waiting = new AtomicInteger();

    SinkOutput(FluxSink<Publisher<DataBuffer>> sink, Connection connection) {
        this.sink = sink;
        this.connection = connection;
    }

    @Override
    public boolean takes() {
        return waiting.get() == 0 && sink.requestedFromDownstream() > 0;
    }

    @Override
    public void send(Outgoing event) {
        int chunks = event.chunks();
        waiting.addAndGet(chunks + 1);
        for (int i = 0; i < chunks; i++) {
            // On the heap: what is never written needs no release.
            sink.next(next(() -> DefaultDataBufferFactory.sharedInstance.wrap(event.next())));
        }
        sink.next(next(() -> null)); // all of it was written
    }

    private Mono<DataBuffer> next(Supplier<@Nullable DataBuffer> buffer) {
        return Mono.create(room ->
                connection.whenWritten(() -> {
                    DataBuffer chunk = buffer.get();
                    waiting.decrementAndGet();
                    room.success(chunk);
                }));
    }

    /** Waits a moment, for a reader in the middle of an event has only to take the rest of it. */
    @Override
    public void end() {
        long begin = System.nanoTime();
        while (waiting.get() > 0
                && !sink.isCancelled()
                && System.nanoTime() - begin < Connection.MOMENT.toNanos()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        if (waiting.get() > 0) {
            connection.close();
        }
        sink.complete();
        connection.closeUnlessWritten();
    }

    @Override
    public void cut() {
        connection.close();
        sink.complete();
    }
}
