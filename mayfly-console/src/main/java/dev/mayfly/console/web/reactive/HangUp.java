package dev.mayfly.console.web.reactive;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.ServerWebExchange;

import reactor.netty.http.server.HttpServerResponse;

/**
 * Closes the connection of a request in the middle of its answer, on Reactor Netty. There a
 * response that is merely completed waits for good until a reader takes what was written before.
 * Other servers have a time-out for writing, and need no help.
 */
final class HangUp {
    private static final boolean NETTY =
            ClassUtils.isPresent(
                    "reactor.netty.http.server.HttpServerResponse", HangUp.class.getClassLoader());

    private HangUp() {}

    /** What closes the connection of a request; nothing on another server. */
    static Runnable of(ServerWebExchange exchange) {
        return NETTY ? OnNetty.of(exchange.getResponse()) : () -> {};
    }

    /** Loaded only where Reactor Netty is. */
    private static final class OnNetty {
        static Runnable of(ServerHttpResponse response) {
            try {
                if (ServerHttpResponseDecorator.getNativeResponse(response)
                        instanceof HttpServerResponse http) {
                    return () ->
                            http.withConnection(connection -> {
                                var _ = connection.channel().close();
                            });
                }
            } catch (IllegalArgumentException otherServer) {
                // As if Reactor Netty were not there.
            }
            return () -> {};
        }
    }
}
