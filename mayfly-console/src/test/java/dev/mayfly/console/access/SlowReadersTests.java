package dev.mayfly.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.access.AccessApplications.Host;
import dev.mayfly.console.live.LiveStreams;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.source.Pulse;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.test.Await;

import io.netty.channel.ChannelOption;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many browsers watch, and half of them never read a byte: those are cut, and what they did not
 * take is not kept. {@code -Dmayfly.console.test.readers=2000} is the full number; it takes about
 * two minutes.
 */
class SlowReadersTests {
    private static final int READERS = Integer.getInteger("mayfly.console.test.readers", 200);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long MOST_BYTES = 32 << 20;

    /** The server's buffers in the kernel are kept small, so that little data fills them. */
    private static void small(GenericApplicationContext host) {
        host.registerBean(
                LiveStreams.class,
                () ->
                        new LiveStreams(
                                host.getBean(Pulse.class),
                                host.getBean(Renderer.class),
                                READERS,
                                PATIENCE));
        host.registerBean("sockets", WebServerFactoryCustomizer.class, SmallSockets::new);
        host.registerBean(
                "noise",
                JobDefinition.class,
                () ->
                        JobDefinition.of(
                                "noise", String.class, String.class, (payload, job) -> payload));
    }

    /** For either server. */
    private static final class SmallSockets
            implements WebServerFactoryCustomizer<
                    org.springframework.boot.web.server.ConfigurableWebServerFactory> {
        @Override
        public void customize(
                org.springframework.boot.web.server.ConfigurableWebServerFactory factory) {
            if (factory instanceof NettyReactiveWebServerFactory netty) {
                NettyServerCustomizer small =
                        server -> server.childOption(ChannelOption.SO_SNDBUF, 8 << 10);
                netty.addServerCustomizers(small);
            } else if (factory instanceof TomcatServletWebServerFactory tomcat) {
                tomcat.addConnectorCustomizers(connector -> {
                    connector.setProperty("socket.txBufSize", "8192");
                    connector.setProperty("maxConnections", "20000");
                    connector.setProperty("connectionTimeout", "3000");
                });
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void whoTakesNothingIsCutAndKeepsNothingAndTheOthersAreServed(Host host) throws Exception {
        try (ConfigurableApplicationContext context = host.start(SlowReadersTests::small);
                Crowd crowd = new Crowd(AccessApplications.port(context))) {
            LiveStreams streams = context.getBean(LiveStreams.class);
            Jobs jobs = context.getBean(Jobs.class);
            for (int i = 0; i < 60; i++) {
                jobs.submit("noise", "x");
            }
            crowd.join(READERS / 2, true);
            Await.until("the readers watch", () -> streams.count() == READERS / 2);
            Await.until("they are served", () -> crowd.events.get() > READERS);
            long before = used();

            crowd.join(READERS / 2, false);
            Await.until("all watch", () -> streams.count() == READERS);
            assertThat(oneMore(AccessApplications.port(context)))
                    .contains(" 503", "mayfly.console.max-streams");
            AtomicLong most = new AtomicLong();
            Await.until(
                    "those that read nothing are cut",
                    () -> {
                        jobs.submit("noise", "x");
                        return streams.count() == READERS / 2;
                    });
            most.set(used() - before);
            long served = crowd.events.get();
            jobs.submit("noise", "x");
            Await.until("the others are served", () -> crowd.events.get() > served + READERS / 2);

            assertThat(crowd.lost()).as("readers that were cut").isZero();
            assertThat(most.get())
                    .as("bytes that grew with %s slow readers on %s", READERS / 2, host)
                    .isLessThanOrEqualTo(MOST_BYTES);
            System.out.printf(
                    "Slow readers on %s: %d of %d cut, %.1f MiB more after GC%n",
                    host, READERS / 2, READERS, most.get() / 1048576.0);
        }
    }

    private static String oneMore(int port) throws IOException {
        try (Wire wire = new Wire(InetAddress.getLoopbackAddress(), port)) {
            Wire.Answer answer =
                    wire.send(
                            "GET", "/mayfly/stream?view=%2Fjobs", Map.of("Host", "localhost"), "");
            return " " + answer.status() + " " + answer.body();
        }
    }

    /** On the heap and beside it, without what nobody holds. */
    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least =
                    Math.min(
                            least,
                            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum()
                + Math.max(0, io.netty.util.internal.PlatformDependent.usedDirectMemory());
    }

    /** All clients, on one thread: those that read throw away what comes, and count it. */
    private static final class Crowd implements AutoCloseable {
        final AtomicLong events = new AtomicLong();
        private final int port;
        private final Selector selector = Selector.open();
        private final List<SocketChannel> silent = new ArrayList<>();
        private final AtomicLong ended = new AtomicLong();
        private final Thread thread = Thread.ofPlatform().name("crowd").unstarted(this::read);

        Crowd(int port) throws IOException {
            this.port = port;
            thread.start();
        }

        void join(int count, boolean reading) throws IOException {
            byte[] request =
                    "GET /mayfly/stream?view=%2Fjobs HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < count; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.setOption(StandardSocketOptions.SO_RCVBUF, reading ? 64 << 10 : 2 << 10);
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.write(ByteBuffer.wrap(request));
                if (reading) {
                    channel.configureBlocking(false);
                    channel.register(selector, SelectionKey.OP_READ);
                    selector.wakeup();
                } else {
                    silent.add(channel);
                }
            }
        }

        long lost() {
            return ended.get();
        }

        private void read() {
            ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
            try {
                while (selector.isOpen()) {
                    selector.select(
                            key -> {
                                try {
                                    int count =
                                            ((SocketChannel) key.channel()).read(buffer.clear());
                                    if (count < 0) {
                                        ended.incrementAndGet();
                                        key.cancel();
                                    }
                                    events.incrementAndGet();
                                } catch (IOException cut) {
                                    ended.incrementAndGet();
                                    key.cancel();
                                }
                            },
                            100);
                }
            } catch (IOException | java.nio.channels.ClosedSelectorException closed) {
                // The test is over.
            }
        }

        @Override
        public void close() throws IOException, InterruptedException {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
            for (SocketChannel channel : silent) {
                channel.close();
            }
            thread.join();
        }
    }
}
