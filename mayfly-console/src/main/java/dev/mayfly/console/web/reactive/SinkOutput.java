package dev.mayfly.console.web.reactive;

import dev.mayfly.console.live.EventText;
import dev.mayfly.console.live.StreamOutput;

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stream's events on their way to WebFlux. The demand of a server says nothing of its reader: it
 * asks for dozens of events ahead and keeps them. So each event is a publisher of its own, which
 * the server subscribes to when the one before was written: until then nothing more is taken. At
 * most two events are held for a reader, the one that is being written and the next.
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
    public void send(String name, String data) {
        byte[] event = EventText.of(name, data);
        waiting.incrementAndGet();
        sink.next(
                Mono.fromSupplier(
                        () -> {
                            waiting.decrementAndGet();
                            // On the heap: what is never written needs no release.
                            return DefaultDataBufferFactory.sharedInstance.wrap(event);
                        }));
    }

    @Override
    public void end() {
        sink.complete();
    }

    @Override
    public void cut() {
        hangUp.run();
        sink.complete();
    }
}
