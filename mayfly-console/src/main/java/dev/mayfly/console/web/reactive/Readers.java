package dev.mayfly.console.web.reactive;

import dev.mayfly.console.web.Reader;

import org.springframework.web.server.ServerWebExchange;

import reactor.core.publisher.Mono;

/** Asks the host application's security who reads. */
@FunctionalInterface
public interface Readers {

    /**
     * Who sent a request.
     *
     * @param exchange the request
     * @return the reader; never empty
     */
    Mono<Reader> of(ServerWebExchange exchange);

    /**
     * Without Spring Security: nobody is known.
     *
     * @return always {@link Reader#ANONYMOUS}
     */
    static Readers anonymous() {
        return exchange -> Mono.just(Reader.ANONYMOUS);
    }
}
