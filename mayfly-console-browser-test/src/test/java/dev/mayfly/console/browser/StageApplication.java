package dev.mayfly.console.browser;

import com.example.jarwatch.JarReader;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.PermanentFailureException;
import dev.mayfly.spring.MayflyJob;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** A small application whose jobs do what a test tells them, step by step. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class StageApplication {
    private static final String NO_DATABASE =
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";

    static ConfigurableApplicationContext start(int port, String... properties) {
        return new SpringApplicationBuilder(StageApplication.class)
                .web(WebApplicationType.REACTIVE)
                .properties(
                        "server.address=127.0.0.1",
                        "server.port=" + port,
                        "spring.application.name=stage",
                        "spring.main.banner-mode=off",
                        "spring.autoconfigure.exclude=" + NO_DATABASE,
                        "mayfly.node-name=node-1",
                        "mayfly.queues.inspect.concurrency=4",
                        "mayfly.queues.checksum.engine=threaded",
                        "mayfly.queues.checksum.concurrency=2",
                        "mayfly.queues.reports.concurrency=1",
                        "mayfly.queues.letters.concurrency=4",
                        "mayfly.retry.max-attempts=3",
                        "mayfly.retry.initial-delay=20ms",
                        "mayfly.retry.jitter=0",
                        "mayfly.agents.shutdown-timeout=0",
                        "mayfly.shutdown.timeout=1s")
                .properties(properties)
                .run();
    }

    /** The address of an application's console. */
    static String console(ConfigurableApplicationContext application) {
        return "http://localhost:"
                + application.getEnvironment().getRequiredProperty("local.server.port")
                + "/mayfly";
    }

    @Bean
    Stage stage() {
        return new Stage();
    }

    @Bean
    StageProblems problems() {
        return new StageProblems();
    }

    /** What a job is told. */
    public record Part(String name, int steps) {}

    /** The jobs. */
    public static class Stage {
        private final Map<String, Semaphore> steps = new ConcurrentHashMap<>();
        private final Map<String, CountDownLatch> started = new ConcurrentHashMap<>();

        /** Lets a job go on by so many steps. */
        public void allow(String name, int count) {
            steps.computeIfAbsent(name, key -> new Semaphore(0)).release(count);
        }

        public CountDownLatch started(String name) {
            return started.computeIfAbsent(name, key -> new CountDownLatch(1));
        }

        @MayflyJob(name = "inspect-jar", queue = "inspect")
        String inspect(Part part, JobContext job) throws InterruptedException {
            Semaphore allowed = steps.computeIfAbsent(part.name(), key -> new Semaphore(0));
            JarReader jar = new JarReader(allowed);
            started(part.name()).countDown();
            job.log("opened " + part.name());
            for (int step = 1; step <= part.steps(); step++) {
                jar.read(step);
                job.log("step " + step + " of " + part.name());
                job.progress(step, part.steps(), "reading " + part.name());
            }
            return "read " + part.name();
        }

        @MayflyJob(name = "checksum", queue = "checksum")
        String checksum(Part part, JobContext job) {
            job.log("SHA-256 of " + part.name());
            job.progress(1, 1, part.name());
            return Integer.toHexString(part.name().hashCode());
        }

        @MayflyJob(name = "breaks", queue = "inspect")
        void breaks(Part part, JobContext job) {
            job.log("about to fail: " + part.name());
            throw new IllegalStateException(
                    "Cannot inspect " + part.name(),
                    new IOException(
                            part.name()
                                    + " is not a zip file: the end of central directory record is"
                                    + " missing"));
        }

        @MayflyJob(name = "charges", queue = "letters")
        void charges(Part part, JobContext job) throws Exception {
            String receipt = job.step("charge", String.class, () -> "receipt of " + part.name());
            job.step("book", String.class, () -> receipt + ", booked");
            throw new PermanentFailureException("No parcel service takes " + part.name(), null);
        }

        @MayflyJob(
                name = "monthly-report",
                queue = "reports",
                cron = "0 6 1 * *",
                zone = "Europe/Berlin")
        void report() {}

        @MayflyJob(
                name = "nightly-audit",
                queue = "reports",
                cron = "0 3 * * *",
                zone = "Europe/Berlin")
        void audit() {}
    }
}
