package dev.mayfly.console.web;

import dev.mayfly.console.source.ConsoleSources;
import dev.mayfly.console.timeline.TraceFile;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.util.concurrent.Semaphore;

/** Gives out the recording as a file, a few at a time: each is some megabytes while it is sent. */
final class TraceFiles {
    private static final int AT_ONCE = 4;

    private final ConsoleSources sources;
    private final ConsoleSettings settings;
    private final Semaphore places = new Semaphore(AT_ONCE);

    TraceFiles(ConsoleSources sources, ConsoleSettings settings) {
        this.sources = sources;
        this.settings = settings;
    }

    Mono<ServerResponse> send() {
        return Mono.defer(
                () -> places.tryAcquire() ? file().doFinally(end -> places.release()) : busy());
    }

    private Mono<ServerResponse> file() {
        return Mono.fromCallable(() -> TraceFile.write(sources.recording(), settings.application()))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(file ->
                        ServerResponse.ok()
                                .contentType(MediaType.APPLICATION_JSON)
                                .headers(headers ->
                                        headers.setContentDisposition(
                                                ContentDisposition.attachment()
                                                        .filename("mayfly-trace.json")
                                                        .build()))
                                .bodyValue(file));
    }

    private static Mono<ServerResponse> busy() {
        return ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .contentType(MediaType.parseMediaType("text/plain;charset=UTF-8"))
                .bodyValue("Others are being given this file. Ask again in a second.\n");
    }
}
