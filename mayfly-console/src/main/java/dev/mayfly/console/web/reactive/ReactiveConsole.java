package dev.mayfly.console.web.reactive;

import dev.mayfly.console.live.LiveStreams;
import dev.mayfly.console.web.ConsoleDispatcher;
import dev.mayfly.console.web.ConsoleSettings;
import dev.mayfly.console.web.Reader;
import dev.mayfly.console.web.WebAnswer;
import dev.mayfly.console.web.WebRequest;

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;

/** Everything below the console's path, on WebFlux. */
public final class ReactiveConsole {
    private final ConsoleSettings settings;
    private final Readers readers;
    private final ConsoleDispatcher dispatcher;
    private final LiveStreams streams;

    /**
     * The console.
     *
     * @param settings path and such
     * @param readers tells who reads
     * @param dispatcher answers
     * @param streams where live pages are opened
     */
    public ReactiveConsole(
            ConsoleSettings settings,
            Readers readers,
            ConsoleDispatcher dispatcher,
            LiveStreams streams) {
        this.settings = settings;
        this.readers = readers;
        this.dispatcher = dispatcher;
        this.streams = streams;
    }

    /**
     * The router function to register.
     *
     * @return it answers everything below the console's path and nothing else
     */
    public RouterFunction<ServerResponse> routes() {
        String path = settings.path();
        return RouterFunctions.route(
                path.isEmpty()
                        ? RequestPredicates.path("/**")
                        : RequestPredicates.path(path).or(RequestPredicates.path(path + "/**")),
                this::answer);
    }

    /**
     * Nothing is answered on the event loop, not even a static file. Reactor Netty up to 1.3.7
     * stops reading a kept-alive connection when a request that had to queue behind another is
     * answered before the handler returns: the browser's next request on it is never read, and its
     * page never finishes loading. An answer from another thread cannot come that early.
     */
    private Mono<ServerResponse> answer(ServerRequest request) {
        return readers.of(request.exchange())
                .publishOn(Schedulers.boundedElastic())
                .flatMap(reader -> send(request, dispatcher.answer(question(request, reader))));
    }

    private static WebRequest question(ServerRequest request, Reader reader) {
        ServerHttpRequest http = request.exchange().getRequest();
        HttpCookie cookie = request.cookies().getFirst(WebRequest.COOKIE);
        InetSocketAddress remote = http.getRemoteAddress();
        return new WebRequest(
                request.method().name().toUpperCase(Locale.ROOT),
                request.requestPath().contextPath().value(),
                request.requestPath().pathWithinApplication().value(),
                request.uri().getRawQuery(),
                http.getHeaders(),
                cookie == null ? null : cookie.getValue(),
                remote == null ? null : remote.getAddress(),
                "https".equals(request.uri().getScheme()),
                reader);
    }

    private Mono<ServerResponse> send(ServerRequest request, WebAnswer answer) {
        return switch (answer) {
            case WebAnswer.Whole whole -> send(whole);
            case WebAnswer.Live live ->
                    ServerResponse.ok()
                            .headers(headers -> headers.putAll(live.headers()))
                            .body((response, context) ->
                                    response.writeAndFlushWith(
                                            events(live, Connection.of(request.exchange()))));
            case WebAnswer.Form form ->
                    request.formData()
                            .publishOn(Schedulers.boundedElastic())
                            .map(form.then())
                            .onErrorReturn(DataBufferLimitException.class, form.tooLarge())
                            .flatMap(ReactiveConsole::send);
            case WebAnswer.Upload upload ->
                    FileForms.of(request.exchange().getRequest())
                            .map(Optional::of)
                            .onErrorReturn(Optional.empty())
                            .publishOn(Schedulers.boundedElastic())
                            .map(form -> form.map(upload.then()).orElse(upload.none()))
                            .flatMap(ReactiveConsole::send);
        };
    }

    private static Mono<ServerResponse> send(WebAnswer.Whole whole) {
        ServerResponse.BodyBuilder answer =
                ServerResponse.status(whole.status())
                        .headers(headers -> headers.putAll(whole.headers()));
        return whole.body().length == 0 ? answer.build() : answer.bodyValue(whole.body());
    }

    private Flux<Publisher<DataBuffer>> events(WebAnswer.Live live, Connection connection) {
        return Flux.create(
                sink ->
                        streams.open(live.views(), live.csrf(), new SinkOutput(sink, connection))
                                .ifPresentOrElse(
                                        stream -> sink.onDispose(stream::stop), sink::complete),
                // An event is sent when all of the one before is under way: its chunks at most
                // wait.
                FluxSink.OverflowStrategy.BUFFER);
    }
}
