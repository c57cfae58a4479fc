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

    SinkOutput(FluxSink<ServerSentEvent<String>> sink) {
        this.sink = sink;
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
}
