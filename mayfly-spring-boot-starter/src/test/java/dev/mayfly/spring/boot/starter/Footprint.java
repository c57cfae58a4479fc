package dev.mayfly.spring.boot.starter;

import com.sun.management.OperatingSystemMXBean;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Measures what Mayfly adds to an application that does nothing: to its start, and to the processor
 * time it takes while idle. It is no test, since it measures the machine as well; {@code
 * docs/performance.md} has the command and the figures.
 *
 * <p>Each measurement is a JVM of its own. Those with Mayfly and those without take turns, so that
 * whatever else the machine does meanwhile hits both. What the application spends is told by the
 * operating system's account of processor time, which a busy machine disturbs less than the clock.
 */
final class Footprint {

    private static final String IDLE = "footprint.idle-seconds";

    private Footprint() {}

    /** An application without anything of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Empty {}

    /** What one JVM has told of itself. */
    private record Start(
            double wallMillis, double mainMillis, double cpuMillis, double idlePercent) {}

    /**
     * Measures.
     *
     * @param arguments how many starts of each kind, 10 if left out; and how many seconds to idle
     *     in the last one of each, 60 if left out
     */
    public static void main(String[] arguments) throws Exception {
        int starts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        int idle = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        List<Start> with = new ArrayList<>();
        List<Start> without = new ArrayList<>();
        for (int i = 0; i <= starts; i++) {
            Start a = start(true, i == starts ? idle : 0);
            Start b = start(false, i == starts ? idle : 0);
            if (i > 0) { // the first ones read the jars from the disk
                with.add(a);
                without.add(b);
            }
        }
        report(
                "start, ms on the clock",
                median(with, Start::wallMillis),
                median(without, Start::wallMillis));
        report(
                "start, ms of main thread",
                median(with, Start::mainMillis),
                median(without, Start::mainMillis));
        report(
                "start, ms of processor",
                median(with, Start::cpuMillis),
                median(without, Start::cpuMillis));
        report("idle, % of a core", with.getLast().idlePercent(), without.getLast().idlePercent());
    }

    private static void report(String what, double with, double without) {
        System.out.printf(
                Locale.ROOT,
                "%-24s with Mayfly %8.2f   without %8.2f   Mayfly's share %8.2f%n",
                what,
                with,
                without,
                with - without);
    }

    private static double median(List<Start> starts, ToDoubleFunction<Start> of) {
        double[] sorted = starts.stream().mapToDouble(of).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static Start start(boolean mayfly, int idleSeconds)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        command.add("-D" + IDLE + "=" + idleSeconds);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Child.class.getName());
        command.add("--spring.main.banner-mode=off");
        command.add("--logging.level.root=warn");
        if (!mayfly) {
            command.add("--spring.autoconfigure.exclude=" + autoConfigurations());
        }
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("an application did not start: " + told);
        }
        double[] figures =
                Arrays.stream(told.strip().split(" ")).mapToDouble(Double::parseDouble).toArray();
        return new Start(figures[0], figures[1], figures[2], figures[3]);
    }

    private static String autoConfigurations() throws IOException {
        String file =
                "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";
        List<String> mayfly = new ArrayList<>();
        for (var url : Collections.list(Footprint.class.getClassLoader().getResources(file))) {
            try (InputStream in = url.openStream()) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("dev.mayfly."))
                        .forEach(mayfly::add);
            }
        }
        if (mayfly.isEmpty()) {
            throw new IllegalStateException("Mayfly's auto-configuration is not on the class path");
        }
        return String.join(",", mayfly);
    }

    /** The measured JVM: starts, tells what it took, and idles if it is told to. */
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) throws InterruptedException {
            SpringApplication application = new SpringApplication(Empty.class);
            application.setWebApplicationType(WebApplicationType.NONE);
            ConfigurableApplicationContext context = application.run(arguments);
            double wall = ManagementFactory.getRuntimeMXBean().getUptime();
            double main = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e6;
            double cpu = cpuNanos() / 1e6;
            double idle = idle(Duration.ofSeconds(Integer.getInteger(IDLE, 0)));
            System.out.printf(Locale.ROOT, "%f %f %f %f%n", wall, main, cpu, idle);
            context.close();
        }

        /** The share of one core, in per cent. */
        private static double idle(Duration time) throws InterruptedException {
            if (time.isZero()) {
                return 0;
            }
            CountDownLatch never = new CountDownLatch(1);
            // What the start has left to the compilers is not idling yet.
            var _ = never.await(10, TimeUnit.SECONDS);
            long cpu = cpuNanos();
            long clock = System.nanoTime();
            var _ = never.await(time.toSeconds(), TimeUnit.SECONDS);
            return 100.0 * (cpuNanos() - cpu) / (System.nanoTime() - clock);
        }

        private static long cpuNanos() {
            return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }
    }
}
