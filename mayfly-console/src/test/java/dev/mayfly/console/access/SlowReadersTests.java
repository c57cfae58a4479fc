package dev.mayfly.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.access.AccessApplications.Host;
import dev.mayfly.console.live.LiveStreams;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.source.Pulse;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.test.Await;

import io.netty.channel.ChannelOption;
import io.netty.util.internal.PlatformDependent;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many browsers watch, and half of them never read a byte: those are cut, and what they did not
 * take is not kept. {@code -Dmayfly.console.test.readers=2000} is the full number.
 */
class SlowReadersTests {
    private static final Logger log = LoggerFactory.getLogger(SlowReadersTests.class);
    private static final int READERS = Integer.getInteger("mayfly.console.test.readers", 60);
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
            implements WebServerFactoryCustomizer<ConfigurableWebServerFactory> {
        @Override
        public void customize(ConfigurableWebServerFactory factory) {
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
            Runnable noise = noise(jobs);
            crowd.join(READERS / 2, true);
            Await.until("the readers watch", () -> streams.count() == READERS / 2);
            Await.until("they are served", () -> crowd.events.get() > READERS);
            long before = used();
            long poolBefore = beside();

            crowd.join(READERS / 2, false);
            Await.until(
                    "those that read nothing are cut",
                    () -> {
                        noise.run();
                        return streams.count() == READERS / 2;
                    });
            long more = used() - before;
            awaitServed(crowd, noise);

            log.info(
                    "{}: {} of {} cut, {} KiB more on the heap after GC, {} KiB more beside it",
                    host,
                    READERS / 2,
                    READERS,
                    more >> 10,
                    beside() - poolBefore >> 10);
            assertThat(crowd.lost()).as("readers that were cut").isZero();
            assertThat(more)
                    .as("bytes that grew with %s slow readers on %s", READERS / 2, host)
                    .isLessThanOrEqualTo(MOST_BYTES);
        }
    }

    private static void awaitServed(Crowd crowd, Runnable noise) {
        long served = crowd.events.get();
        Await.until(
                "the others are served",
                () -> {
                    noise.run();
                    return crowd.events.get() > served + READERS / 2;
                });
    }

    /** Changes what the list shows, and how many jobs there are not. */
    private static Runnable noise(Jobs jobs) {
        jobs.queues().pause("mail", "so that nothing ends", "the test");
        List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ids.add(jobs.submit("noise", "x", JobOptions.DEFAULTS.withQueue("mail")).id());
        }
        AtomicInteger turn = new AtomicInteger();
        return () -> {
            JobId id = ids.get(turn.getAndIncrement() % ids.size());
            if (!jobs.cancel(id)) {
                var _ = jobs.retry(id);
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void oneBrowserTooManyIsToldSo(Host host) throws Exception {
        try (ConfigurableApplicationContext context = host.start("mayfly.console.max-streams=1");
                Crowd crowd = new Crowd(AccessApplications.port(context))) {
            crowd.join(1, true);
            LiveStreams streams = context.getBean(LiveStreams.class);
            Await.until("one watches", streams::isFull);
            assertThat(oneMore(AccessApplications.port(context)))
                    .startsWith("503 ")
                    .contains("mayfly.console.max-streams");
        }
    }

    private static String oneMore(int port) throws IOException {
        try (Wire wire = new Wire(InetAddress.getLoopbackAddress(), port)) {
            Wire.Answer answer =
                    wire.send(
                            "GET", "/mayfly/stream?view=%2Fjobs", Map.of("Host", "localhost"), "");
            return answer.status() + " " + answer.body();
        }
    }

    /** On the heap, without what nobody holds: what the console keeps is there. */
    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least =
                    Math.min(
                            least,
                            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** Beside the heap: a pool of the server's, which grows with its traffic. */
    private static long beside() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum()
                + Math.max(0, PlatformDependent.usedDirectMemory());
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
            if (!reading) {
                for (SocketChannel channel : silent) {
                    readHead(channel);
                }
            }
        }

        /** They have been answered, and read nothing from then on. */
        private static void readHead(SocketChannel channel) throws IOException {
            ByteBuffer one = ByteBuffer.allocate(1);
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                if (channel.read(one.clear()) < 0) {
                    throw new IOException("not answered: " + head);
                }
                head.append((char) one.get(0));
            }
            assertThat(head).startsWith("HTTP/1.1 200");
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
