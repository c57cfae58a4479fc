package dev.mayfly.console.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.audit.AuditListener;
import dev.mayfly.console.live.LiveStreams;
import dev.mayfly.console.security.ConsolePolicy;
import dev.mayfly.console.web.ConsoleSettings;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.web.reactive.function.server.RouterFunction;

import java.util.List;

class MayflyConsoleAutoConfigurationTests {
    private final ReactiveWebApplicationContextRunner runner =
            new ReactiveWebApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(MayflyConsoleAutoConfiguration.class))
                    .withUserConfiguration(Host.class);

    @Configuration(proxyBeanMethods = false)
    static class Host {
        @Bean
        Scheduler scheduler() {
            return Scheduler.builder().build();
        }

        @Bean
        Jobs jobs(Scheduler scheduler) {
            return Jobs.builder(scheduler).build();
        }
    }

    @Test
    void aReactiveApplicationWithJobsGetsAConsole() {
        runner.run(context ->
                assertThat(context)
                        .hasSingleBean(RouterFunction.class)
                        .hasSingleBean(LiveStreams.class));
    }

    @Test
    void aServletApplicationGetsOneToo() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(MayflyConsoleAutoConfiguration.class))
                .withUserConfiguration(Host.class)
                .run(context ->
                        assertThat(context)
                                .hasSingleBean(
                                        org.springframework.web.servlet.function.RouterFunction
                                                .class)
                                .doesNotHaveBean(RouterFunction.class));
    }

    @Test
    void itWorksWithoutTheOtherHostAndWithoutTheActuator() {
        runner.withClassLoader(
                        new FilteredClassLoader(
                                "org.springframework.web.servlet", "jakarta.servlet"))
                .run(context -> assertThat(context).hasSingleBean(RouterFunction.class));
        runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
                .run(context ->
                        assertThat(context)
                                .hasSingleBean(RouterFunction.class)
                                .doesNotHaveBean(AuditListener.class));
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(MayflyConsoleAutoConfiguration.class))
                .withUserConfiguration(Host.class)
                .withClassLoader(
                        new FilteredClassLoader(
                                "org.springframework.web.reactive", "reactor.", "io.netty"))
                .run(context ->
                        assertThat(context)
                                .hasSingleBean(
                                        org.springframework.web.servlet.function.RouterFunction
                                                .class));
    }

    @Test
    void nobodyIsLocalWhereForwardingHeadersAreBelieved() {
        runner.run(context -> assertThat(trusted(context)).isFalse());
        for (String property :
                new String[] {
                    "server.forward-headers-strategy=native",
                    "server.forward-headers-strategy=framework",
                    "spring.main.cloud-platform=kubernetes"
                }) {
            runner.withPropertyValues(property)
                    .run(context -> assertThat(trusted(context)).as(property).isTrue());
        }
        runner.withPropertyValues(
                        "spring.main.cloud-platform=kubernetes",
                        "server.forward-headers-strategy=none")
                .run(context -> assertThat(trusted(context)).isFalse());
    }

    private static boolean trusted(ApplicationContext context) {
        return context.getBean(ConsoleSettings.class).forwardingTrusted();
    }

    @Test
    void itCanBeSwitchedOff() {
        runner.withPropertyValues("mayfly.console.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(RouterFunction.class));
    }

    @Test
    void anApplicationWithoutTheReactiveWebGetsNone() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(MayflyConsoleAutoConfiguration.class))
                .withUserConfiguration(Host.class)
                .run(context -> assertThat(context).doesNotHaveBean(RouterFunction.class));
    }

    @Test
    void itWorksWithoutSpringSecurity() {
        runner.withClassLoader(new FilteredClassLoader(Authentication.class))
                .run(context ->
                        assertThat(context).hasNotFailed().hasSingleBean(RouterFunction.class));
    }

    @Test
    void aPolicyOfTheHostsOwnTakesPrecedence() {
        ConsolePolicy own = new ConsolePolicy(List.of(), false, false, true);
        runner.withBean(ConsolePolicy.class, () -> own)
                .run(context -> assertThat(context.getBean(ConsolePolicy.class)).isSameAs(own));
    }

    @Test
    void anUnknownKeyStopsTheStartAndIsNamed() {
        runner.withPropertyValues("mayfly.console.action=all")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("mayfly.console.action"));
    }

    @Test
    void aBadPathOrNumberStopsTheStartAndSaysWhatToWrite() {
        runner.withPropertyValues("mayfly.console.path=mayfly")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("mayfly.console.path=\"mayfly\"")
                                .hasMessageContaining("begin it with a slash"));
        runner.withPropertyValues("mayfly.console.max-streams=0")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("mayfly.console.max-streams=0"));
    }

    @Test
    void anAddressOfTracesThatIsNoneStopsTheStartAndSaysWhatToWrite() {
        runner.withPropertyValues("mayfly.console.trace-url=javascript:alert('{traceId}')")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("mayfly.console.trace-url=\"javascript:")
                                .hasMessageContaining("https://tempo.example/trace/{traceId}"));
        runner.withPropertyValues("mayfly.console.trace-url=https://tempo.example/t/{traceId}")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void streamsEndBeforeTheWebServerWaitsForThem() {
        assertThat(ConsoleLifecycle.PHASE)
                .isGreaterThan(WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE);
    }
}
