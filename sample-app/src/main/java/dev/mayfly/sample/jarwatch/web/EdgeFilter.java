package dev.mayfly.sample.jarwatch.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Keeps other web sites out: Jarwatch listens on this machine only, but the browser on this machine
 * opens any page. A request must name a known host (a foreign name that resolves to this machine is
 * a known trick), and a form must come from Jarwatch's own page. Responses forbid inline scripts
 * and styles.
 *
 * <p>The console below {@code consolePath} has rules of its own.
 */
final class EdgeFilter implements WebFilter {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src"
                    + " 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
                    + " frame-ancestors 'none'";
    private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "[::1]");

    private final List<String> allowedHosts;
    private final String consolePath;

    EdgeFilter(List<String> allowedHosts, String consolePath) {
        this.allowedHosts = List.copyOf(allowedHosts);
        this.consolePath = consolePath;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (ofConsole(request.getPath().value())) {
            return chain.filter(exchange);
        }
        String host = hostOf(request.getHeaders().getFirst(HttpHeaders.HOST));
        if (host == null || !allowed(host)) {
            return refuse(
                    exchange,
                    "Jarwatch does not answer to the host name "
                            + host
                            + ". Call it localhost, or add the name to jarwatch.allowed-hosts.");
        }
        if (request.getMethod() == HttpMethod.POST && !sameOrigin(request)) {
            return refuse(exchange, "A form on another site may not start an audit.");
        }
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> protect(exchange)));
        // Off the event loop: Reactor Netty up to 1.3.7 can stop reading a kept-alive connection
        // when an answer comes before the handler has returned.
        return chain.filter(exchange).subscribeOn(Schedulers.boundedElastic());
    }

    private boolean ofConsole(String path) {
        return path.equals(consolePath) || path.startsWith(consolePath + "/");
    }

    private boolean allowed(String host) {
        return LOCAL.contains(host) || allowedHosts.contains(host);
    }

    /** The host without its port, in lower case; null when there is none. */
    private static @Nullable String hostOf(@Nullable String header) {
        if (header == null) {
            return null;
        }
        int port = header.lastIndexOf(':');
        boolean hasPort = port > header.lastIndexOf(']');
        return (hasPort ? header.substring(0, port) : header).toLowerCase(Locale.ROOT);
    }

    private static boolean sameOrigin(ServerHttpRequest request) {
        String origin = request.getHeaders().getOrigin();
        if (origin == null) {
            // Browsers send it with every form; a program that does not is no browser.
            return true;
        }
        String host = request.getHeaders().getFirst(HttpHeaders.HOST);
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void protect(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
    }

    private static Mono<Void> refuse(ServerWebExchange exchange, String why) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.FORBIDDEN);
        response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
        byte[] bytes = (why + '\n').getBytes(StandardCharsets.UTF_8);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(bytes)));
    }
}
