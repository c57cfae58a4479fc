package dev.mayfly.console.web.reactive;

import dev.mayfly.console.live.StreamOutput;

import org.springframework.http.codec.ServerSentEvent;

import reactor.core.publisher.FluxSink;

/**
 * A stream's events on their way to WebFlux. Nothing is sent that the connection did not ask for,
 * so nothing piles up.
 */
final class SinkOutput implements StreamOutput {
    private final FluxSink<ServerSentEvent<String>> sink;

    private final Runnable hangUp;

    /** Hangs up by closing the connection, whatever is still in it. */
    SinkOutput(FluxSink<ServerSentEvent<String>> sink, Runnable hangUp) {
        this.sink = sink;
        this.hangUp = hangUp;
    }

    @Override
    public boolean takes() {
        return sink.requestedFromDownstream() > 0;
    }

    @Override
    public void send(String name, String data) {
        sink.next(ServerSentEvent.<String>builder().event(name).data(data).build());
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
