package dev.mayfly.console.web.reactive;

import dev.mayfly.console.live.Outgoing;
import dev.mayfly.console.live.StreamOutput;

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stream's events on their way to WebFlux. The demand of a server says nothing of its reader: it
 * asks for dozens of buffers ahead and keeps them. So each chunk of an event is a publisher of its
 * own, which the server subscribes to when the one before was written, and which is empty until
 * then. Held for a reader is one chunk, outside the heap; what is to come is the {@link
 * dev.mayfly.console.live.Event} that it shares with others.
 */
final class SinkOutput implements StreamOutput {
    private final FluxSink<Publisher<DataBuffer>> sink;
    private final Runnable hangUp;
    private final AtomicInteger waiting = new AtomicInteger();

    /** Hangs up by closing the connection, whatever is still in it. */
    SinkOutput(FluxSink<Publisher<DataBuffer>> sink, Runnable hangUp) {
        this.sink = sink;
        this.hangUp = hangUp;
    }

    @Override
    public boolean takes() {
        return waiting.get() == 0 && sink.requestedFromDownstream() > 0;
    }

    @Override
    public void send(Outgoing event) {
        int chunks = event.chunks();
        waiting.addAndGet(chunks);
        for (int i = 0; i < chunks; i++) {
            sink.next(
                    Mono.fromSupplier(() -> {
                        byte[] chunk = event.next();
                        waiting.decrementAndGet();
                        // On the heap: what is never written needs no release.
                        return DefaultDataBufferFactory.sharedInstance.wrap(chunk);
                    }));
        }
    }

    @Override
    public void end() {
        if (waiting.get() > 0) {
            hangUp.run();
        }
        sink.complete();
    }

    @Override
    public void cut() {
        hangUp.run();
        sink.complete();
    }
}
