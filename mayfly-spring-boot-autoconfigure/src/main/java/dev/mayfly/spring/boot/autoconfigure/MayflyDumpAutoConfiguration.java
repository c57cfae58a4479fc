package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.spring.boot.autoconfigure.actuate.AgentReport;
import dev.mayfly.spring.boot.autoconfigure.actuate.DumpStateOnShutdown;
import dev.mayfly.spring.boot.autoconfigure.actuate.DumpStateOnSignal;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDumps;
import dev.mayfly.spring.boot.autoconfigure.configuration.ConfigurationProblem;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyConfigurationException;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;
import dev.mayfly.spring.boot.autoconfigure.lifecycle.ShutdownListener;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.List;

/**
 * Dumps of the state, and the one at shutdown if {@code mayfly.dump-state-on-shutdown} asks for it,
 * and at a signal if {@code mayfly.dump-state-on-signal} names one.
 */
@AutoConfiguration(after = {MayflyAutoConfiguration.class, MayflyAgentsAutoConfiguration.class})
public final class MayflyDumpAutoConfiguration {

    private static final String SETTING = "mayfly.dump-state-on-shutdown";

    private static final String SIGNAL = "mayfly.dump-state-on-signal";

    private static final String WITHOUT_JACKSON =
            "The dump is JSON, and Jackson is not on the class path.";
    private static final String ADD_JACKSON =
            "Add spring-boot-starter-jackson, or remove the setting.";

    /** Made by Spring. */
    public MayflyDumpAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    StateDumps mayflyStateDumps(
            Scheduler scheduler,
            Jobs jobs,
            ObjectProvider<AgentReport> agents,
            ObjectProvider<Lints> lints,
            Environment environment) {
        return new StateDumps(
                scheduler,
                jobs,
                agents.getIfAvailable(() -> AgentReport.NONE),
                lints.getIfAvailable(),
                environment.getProperty("spring.application.name"));
    }

    /** With Jackson, which writes the file. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(SETTING)
    @ConditionalOnClass(JsonMapper.class)
    static final class WithJackson {

        @Bean
        ShutdownListener mayflyDumpStateOnShutdown(StateDumps dumps, MayflyProperties properties) {
            return new DumpStateOnShutdown(
                    dumps, DumpStateOnShutdown.path(properties.dumpStateOnShutdown()));
        }
    }

    /** At a signal, with Jackson. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(SIGNAL)
    static final class AtASignal {

        @Bean
        DumpStateOnSignal mayflyDumpStateOnSignal(
                StateDumps dumps, MayflyProperties properties, ResourceLoader classes) {
            String signal = properties.dumpStateOnSignal();
            if (!ClassUtils.isPresent(
                    "tools.jackson.databind.json.JsonMapper", classes.getClassLoader())) {
                throw refused(signal, WITHOUT_JACKSON, ADD_JACKSON, null);
            }
            try {
                return new DumpStateOnSignal(dumps, signal, Path.of(""));
            } catch (IllegalArgumentException e) {
                throw refused(
                        signal,
                        e.getMessage() + ".",
                        "Name one that is free, such as USR1 on Linux and macOS, or remove the"
                                + " setting.",
                        e);
            }
        }

        private static MayflyConfigurationException refused(
                String signal, String problem, String fix, @Nullable Throwable cause) {
            var refused =
                    new MayflyConfigurationException(
                            List.of(new ConfigurationProblem(SIGNAL, signal, null, problem, fix)));
            refused.initCause(cause);
            return refused;
        }
    }

    /** Without Jackson the setting would silently do nothing, so the start stops. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(SETTING)
    @ConditionalOnMissingClass("tools.jackson.databind.json.JsonMapper")
    static final class WithoutJackson {

        @Bean
        ShutdownListener mayflyDumpStateOnShutdown(MayflyProperties properties) {
            throw new MayflyConfigurationException(
                    List.of(
                            new ConfigurationProblem(
                                    SETTING,
                                    properties.dumpStateOnShutdown(),
                                    null,
                                    WITHOUT_JACKSON,
                                    ADD_JACKSON)));
        }
    }
}
