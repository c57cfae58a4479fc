package dev.mayfly.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;

import dev.mayfly.console.access.AccessApplications.Host;
import dev.mayfly.console.live.LiveStreams;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.source.Pulse;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.test.Await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.ChannelOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.WebFilter;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Many browsers watch, and half of them fall silent: those are cut, and what they did not take is
 * not kept. {@code -Dmayfly.console.test.readers=2000} is the full number.
 */
class SlowReadersTests {
    private static final Logger log = LoggerFactory.getLogger(SlowReadersTests.class);
    private static final int READERS = Integer.getInteger("mayfly.console.test.readers", 60);
    private static final int SILENT = READERS / 2;
    private static final Duration ANY = Duration.ofHours(1);

    /** Long enough for one thread to read for all of them. */
    private static final Duration SHORT = Duration.ofSeconds(3 + READERS / 100);

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /**
     * 32 MiB for a thousand: some for what the JVM does meanwhile, and a chunk and more for each.
     */
    private static final long MOST_BYTES = (4L << 20) + SILENT * (28L << 10);

    private static final String JOBS = "%2Fjobs";
    private static final int ROWS = 25;

    /** The server's buffers in the kernel are kept small, so that little data fills them. */
    private static void small(GenericApplicationContext host, Duration patience) {
        host.registerBean(
                LiveStreams.class,
                () ->
                        new LiveStreams(
                                host.getBean(Pulse.class),
                                host.getBean(Renderer.class),
                                READERS,
                                patience,
                                LiveStreams.LONGEST));
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
                        server ->
                                server.option(ChannelOption.SO_BACKLOG, 4096)
                                        .childOption(ChannelOption.SO_SNDBUF, 8 << 10);
                netty.addServerCustomizers(small);
            } else if (factory instanceof TomcatServletWebServerFactory tomcat) {
                tomcat.addConnectorCustomizers(connector -> {
                    connector.setProperty("socket.txBufSize", "8192");
                    connector.setProperty("maxConnections", "20000");
                    connector.setProperty("acceptCount", "4096");
                });
            }
        }
    }

    /** An application with a crowd that watches its jobs. */
    private static final class Scene implements AutoCloseable {
        private final Host host;
        final ConfigurableApplicationContext context;
        final LiveStreams streams;
        final Crowd crowd;
        private final Pulse pulse;
        private final Jobs jobs;
        private final List<JobId> ids = new ArrayList<>();
        private long changedAt;
        private long begin = System.nanoTime();

        Scene(Host host, Duration patience) throws IOException {
            this(host, patience, app -> {});
        }

        Scene(
                Host host,
                Duration patience,
                ApplicationContextInitializer<GenericApplicationContext> more)
                throws IOException {
            this.host = host;
            this.context =
                    host.start(app -> {
                        small(app, patience);
                        more.initialize(app);
                    });
            this.streams = context.getBean(LiveStreams.class);
            this.pulse = context.getBean(Pulse.class);
            this.jobs = context.getBean(Jobs.class);
            this.crowd = new Crowd(AccessApplications.port(context));
            jobs.queues().pause("mail", "so that nothing ends", "the test");
            for (int i = 0; i < ROWS; i++) {
                ids.add(jobs.submit("noise", "x", JobOptions.DEFAULTS.withQueue("mail")).id());
            }
            took("start");
        }

        /** Changes every row of the list, but not how many there are, once a beat. */
        void noise() {
            long now = pulse.tick();
            if (now != changedAt) {
                changedAt = now;
                for (JobId id : ids) {
                    if (!jobs.cancel(id)) {
                        var _ = jobs.retry(id);
                    }
                }
            }
        }

        void awaitAllWatch() throws IOException {
            crowd.join(READERS, JOBS);
            Await.until("they watch", LIMIT, () -> streams.count() == READERS);
            awaitServed(READERS);
            took("all watch");
        }

        void awaitServed(int readers) {
            long served = crowd.arrivals();
            Await.until(
                    "they are served",
                    LIMIT,
                    () -> {
                        noise();
                        return crowd.arrivals() > served + 3L * readers;
                    });
        }

        /** What the server, and the little that changes the jobs, cost while the others read. */
        void logCost() {
            var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long begin = System.nanoTime();
            long used = system.getProcessCpuTime() - crowd.processorTime();
            long came = crowd.bytes();
            long first = pulse.tick();
            Await.until(
                    "some beats have passed",
                    LIMIT,
                    () -> {
                        noise();
                        return pulse.tick() >= first + 12;
                    });
            long beats = pulse.tick() - first;
            log.info(
                    "{}: {} who read cost {} ms of processor time a beat, {} beats in {} ms, {} KiB"
                            + " a beat to each",
                    host,
                    READERS - SILENT,
                    (system.getProcessCpuTime() - crowd.processorTime() - used) / beats / 1_000_000,
                    beats,
                    (System.nanoTime() - begin) / 1_000_000,
                    (crowd.bytes() - came) / beats / (READERS - SILENT) >> 10);
        }

        void took(String what) {
            long now = System.nanoTime();
            log.info("{}: {} took {} ms", host, what, (now - begin) / 1_000_000);
            begin = now;
        }

        @Override
        public void close() throws IOException, InterruptedException {
            crowd.close();
            context.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void forThoseWhoReadNothingNextToNothingIsKept(Host host) throws Exception {
        long none = used() + beside();
        try (Scene scene = new Scene(host, ANY)) {
            scene.awaitAllWatch();
            long heap = used();
            long beside = beside();

            scene.crowd.fallSilent(SILENT);
            Await.until(
                    "those that are silent take no more",
                    LIMIT,
                    () -> {
                        scene.noise();
                        return scene.streams.stalled() >= SILENT;
                    });
            scene.took("stalling");
            scene.awaitServed(READERS - SILENT);
            scene.took("serving");
            if (READERS >= 1_000) {
                scene.logCost(); // says nothing of fewer
            }
            long moreHeap = used() - heap;
            long moreBeside = beside() - beside;
            log.info(
                    "{}: {} of {} silent, {} KiB more on the heap, {} KiB more beside it; {} KiB"
                            + " with all of the application",
                    host,
                    SILENT,
                    READERS,
                    moreHeap >> 10,
                    moreBeside >> 10,
                    heap + moreHeap + beside + moreBeside - none >> 10);
            assertThat(scene.crowd.lost()).as("readers that were cut").isZero();
            assertThat(moreHeap + moreBeside)
                    .as("bytes that grew with %s silent readers on %s", SILENT, host)
                    .isLessThanOrEqualTo(MOST_BYTES);
            scene.context.close();
            scene.took("closing");
        }
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void whoTakesNothingIsCutAndTheOthersAreServed(Host host) throws Exception {
        try (Scene scene = new Scene(host, SHORT)) {
            scene.awaitAllWatch();
            assertThat(oneMore(AccessApplications.port(scene.context)))
                    .as("one browser too many")
                    .startsWith("503 ")
                    .contains("mayfly.console.max-streams");
            scene.crowd.fallSilent(SILENT);
            Await.until(
                    "those that read nothing are cut",
                    LIMIT,
                    () -> {
                        scene.noise();
                        return scene.streams.count() == READERS - SILENT;
                    });
            scene.took("cutting");
            scene.awaitServed(READERS - SILENT);
            scene.crowd.awaitHungUp(SILENT);
            scene.took("hanging up");
            assertThat(scene.crowd.lost()).as("readers that were cut").isZero();
            assertThat(scene.streams.count()).isEqualTo(READERS - SILENT);
        }
    }

    /** What is known of no connection is taken for one whose reader takes everything. */
    @Test
    void anOutputThatTakesEverythingIsFound() throws Exception {
        try (Scene scene =
                new Scene(
                        Host.WEBFLUX,
                        ANY,
                        app -> app.registerBean(WebFilter.class, () -> UNKNOWN_CONNECTION))) {
            scene.awaitAllWatch();
            long before = used() + beside();
            scene.crowd.fallSilent(SILENT);
            Await.until(
                    "what they do not take has become too much",
                    LIMIT,
                    () -> {
                        scene.awaitServed(READERS - SILENT);
                        return used() + beside() - before > MOST_BYTES;
                    });
        }
    }

    private static final WebFilter UNKNOWN_CONNECTION =
            (exchange, chain) ->
                    chain.filter(
                            exchange.mutate().response(opaque(exchange.getResponse())).build());

    private static ServerHttpResponse opaque(ServerHttpResponse response) {
        return (ServerHttpResponse)
                Proxy.newProxyInstance(
                        SlowReadersTests.class.getClassLoader(),
                        new Class<?>[] {ServerHttpResponse.class},
                        (proxy, method, arguments) -> method.invoke(response, arguments));
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

    /** Beside the heap: the JDK's buffers and those of Netty's default allocator. */
    private static long beside() {
        long netty =
                ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider counted
                        ? counted.metric().usedDirectMemory()
                        : 0;
        return netty
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }
}
