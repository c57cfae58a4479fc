package dev.mayfly.spring.boot.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import java.time.Duration;

/** Contexts with Mayfly in them. */
public final class Runners {

    /**
     * How long a test waits for what comes at once; generous, so that a slow machine does not fail
     * it.
     */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private Runners() {}

    /** The scheduler and the jobs, with Jackson. */
    public static ApplicationContextRunner jobs() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(
                                JacksonAutoConfiguration.class,
                                MayflyAutoConfiguration.class,
                                MayflyJacksonAutoConfiguration.class,
                                MayflyJobsAutoConfiguration.class));
    }

    /** The same with agents. */
    public static ApplicationContextRunner agents() {
        return jobs().withConfiguration(AutoConfigurations.of(MayflyAgentsAutoConfiguration.class));
    }
}
