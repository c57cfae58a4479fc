package dev.mayfly.console.web;

import dev.mayfly.console.security.ConsolePolicy;
import dev.mayfly.console.security.ConsoleRequest;
import dev.mayfly.console.security.Decision;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;

/**
 * Everything below the console's path. Each request, whatever it is for, is put to the policy
 * first; what is refused goes no further.
 */
public final class ConsoleRoutes {
    /** Beside all that begin with {@code X-Forwarded-}. */
    private static final Set<String> FORWARDING =
            Set.of(
                    "forwarded",
                    "via",
                    "x-real-ip",
                    "x-client-ip",
                    "x-cluster-client-ip",
                    "cf-connecting-ip",
                    "true-client-ip");

    private final ConsoleSettings settings;
    private final ConsolePolicy policy;
    private final Readers readers;
    private final ConsoleHandler handler;
    private final Assets assets;

    /**
     * Routes.
     *
     * @param settings path and such
     * @param policy decides on each request
     * @param readers tells who reads
     * @param handler answers what was allowed
     * @param assets the static files
     */
    public ConsoleRoutes(
            ConsoleSettings settings,
            ConsolePolicy policy,
            Readers readers,
            ConsoleHandler handler,
            Assets assets) {
        this.settings = settings;
        this.policy = policy;
        this.readers = readers;
        this.handler = handler;
        this.assets = assets;
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
        Headers.secure(request.exchange().getResponse().getHeaders());
        return readers.of(request.exchange())
                .publishOn(Schedulers.boundedElastic())
                .flatMap(reader -> decided(request, reader));
    }

    private Mono<ServerResponse> decided(ServerRequest request, Reader reader) {
        Visit visit = visit(request, reader);
        return switch (policy.decide(question(request, reader))) {
            case Decision.Refused refused -> refuse(request, visit, refused);
            case Decision.Allowed allowed ->
                    visit.path().startsWith("/assets/")
                            ? asset(visit.path())
                            : handler.handle(request, visit.withRefusal(allowed.actionsRefused()));
        };
    }

    private Visit visit(ServerRequest request, Reader reader) {
        String context = request.requestPath().contextPath().value();
        String within = request.requestPath().pathWithinApplication().value();
        String below = within.substring(Math.min(settings.path().length(), within.length()));
        return new Visit(context + settings.path(), below, reader, null);
    }

    private ConsoleRequest question(ServerRequest request, Reader reader) {
        ServerHttpRequest http = request.exchange().getRequest();
        HttpHeaders headers = http.getHeaders();
        InetSocketAddress remote = http.getRemoteAddress();
        boolean loopback =
                remote != null
                        && remote.getAddress() != null
                        && remote.getAddress().isLoopbackAddress();
        boolean forwarded = settings.forwardingTrusted() || isForwarded(headers);
        return new ConsoleRequest(
                request.method().name().toUpperCase(Locale.ROOT),
                headers.getFirst(HttpHeaders.HOST),
                loopback,
                forwarded,
                headers.getFirst(HttpHeaders.ORIGIN),
                headers.getFirst("Sec-Fetch-Site"),
                reader.authenticated(),
                reader.operator());
    }

    private static boolean isForwarded(HttpHeaders headers) {
        return headers.headerNames().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.startsWith("x-forwarded-") || FORWARDING.contains(name));
    }

    private Mono<ServerResponse> refuse(
            ServerRequest request, Visit visit, Decision.Refused refused) {
        boolean html =
                request.headers().accept().stream()
                        .anyMatch(type ->
                                type.isCompatibleWith(MediaType.TEXT_HTML)
                                        && !type.isWildcardType());
        if (!html) {
            String fix = refused.fix();
            String text =
                    refused.title()
                            + ". "
                            + refused.text()
                            + (fix == null ? "" : "\n\n" + fix)
                            + "\n";
            return ServerResponse.status(refused.status())
                    .contentType(MediaType.parseMediaType("text/plain;charset=UTF-8"))
                    .bodyValue(text);
        }
        return Mono.fromCallable(() ->
                        handler.message(
                                visit,
                                refused.status(),
                                refused.title(),
                                refused.text(),
                                refused.fix()))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(page -> ConsoleHandler.html(refused.status(), page));
    }

    private Mono<ServerResponse> asset(String path) {
        int slash = path.indexOf('/', "/assets/".length());
        if (slash < 0) {
            return ServerResponse.notFound().build();
        }
        boolean current = path.substring("/assets/".length(), slash).equals(assets.version());
        return assets.find(path.substring(slash + 1))
                .map(asset ->
                        ServerResponse.ok()
                                .headers(headers ->
                                        // A page of an older version may still ask for its files.
                                        headers.setCacheControl(
                                                current
                                                        ? "public, max-age=31536000, immutable"
                                                        : "no-cache"))
                                .contentType(MediaType.parseMediaType(asset.type()))
                                .bodyValue(asset.content()))
                .orElseGet(() -> ServerResponse.notFound().build());
    }
}
