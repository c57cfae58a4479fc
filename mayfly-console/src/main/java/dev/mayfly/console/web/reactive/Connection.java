package dev.mayfly.console.web.reactive;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.ServerWebExchange;

import reactor.netty.http.server.HttpServerResponse;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What WebFlux does not tell of a request's connection. On Reactor Netty there is need of that: it
 * takes up to 128 buffers ahead of what its reader takes, and a response that is merely completed
 * waits for good until all of them are read. Other servers subscribe to a buffer when the one
 * before was written, and have a time-out for that.
 */
interface Connection {
    /** How long a reader has to take the rest when a stream ends. */
    Duration MOMENT = Duration.ofSeconds(2);

    /**
     * Waits until all that was sent before has been written to the network, without a thread.
     *
     * @param then is run, on any thread, also if the connection is lost meanwhile
     */
    void whenWritten(Runnable then);

    /** Closes it in the middle of an answer, whatever is still in it. */
    void close();

    /**
     * Closes it after {@link #MOMENT} unless all that was sent is written by then, the answer's end
     * included.
     */
    void closeUnlessWritten();

    /** That of a request. */
    static Connection of(ServerWebExchange exchange) {
        return OnNetty.PRESENT ? OnNetty.of(exchange.getResponse()) : new Other();
    }

    /** Any other server's. */
    final class Other implements Connection {
        @Override
        public void whenWritten(Runnable then) {
            then.run();
        }

        @Override
        public void close() {
            // It closes it by itself.
        }

        @Override
        public void closeUnlessWritten() {
            // Nor is there need of that.
        }
    }

    /** Used only where Reactor Netty is. */
    record OnNetty(Channel channel) implements Connection {
        private static final boolean PRESENT =
                ClassUtils.isPresent(
                        "reactor.netty.http.server.HttpServerResponse",
                        Connection.class.getClassLoader());

        static Connection of(ServerHttpResponse response) {
            try {
                if (ServerHttpResponseDecorator.getNativeResponse(response)
                        instanceof HttpServerResponse http) {
                    Channel[] channel = new Channel[1];
                    http.withConnection(connection -> channel[0] = connection.channel());
                    return new OnNetty(channel[0]);
                }
            } catch (IllegalArgumentException otherServer) {
                // As if Reactor Netty were not there.
            }
            return new Other();
        }

        /** A content of no bytes is written after all before it, and is nothing on the wire. */
        @Override
        public void whenWritten(Runnable then) {
            try {
                channel.eventLoop()
                        .execute(() -> {
                            var nothing = new DefaultHttpContent(Unpooled.EMPTY_BUFFER);
                            var _ =
                                    channel.writeAndFlush(nothing)
                                            .addListener(written -> then.run());
                        });
            } catch (RejectedExecutionException stopped) {
                then.run();
            }
        }

        @Override
        public void close() {
            var _ = channel.close();
        }

        /** Who did not read has left no room for so much as the few bytes of an answer's end. */
        @Override
        public void closeUnlessWritten() {
            try {
                var _ =
                        channel.eventLoop()
                                .schedule(
                                        () -> {
                                            if (isUnwritten()) {
                                                close();
                                            }
                                        },
                                        MOMENT.toMillis(),
                                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                close();
            }
        }

        private boolean isUnwritten() {
            int most = channel.config().getWriteBufferHighWaterMark();
            return channel.bytesBeforeUnwritable() <= most;
        }
    }
}
