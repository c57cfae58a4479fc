package dev.mayfly.console.autoconfigure;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.live.LiveStreams;
import dev.mayfly.console.page.TraceLink;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.security.ConsolePolicy;
import dev.mayfly.console.security.CsrfTokens;
import dev.mayfly.console.source.ConsoleSources;
import dev.mayfly.console.source.Pulse;
import dev.mayfly.console.timeline.RunRecorder;
import dev.mayfly.console.web.Assets;
import dev.mayfly.console.web.ConsoleActions;
import dev.mayfly.console.web.ConsoleHandler;
import dev.mayfly.console.web.ConsoleRoutes;
import dev.mayfly.console.web.ConsoleSettings;
import dev.mayfly.console.web.Readers;
import dev.mayfly.console.web.SecurityReaders;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Lints;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;

import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneId;

/**
 * The console of a reactive web application. Everything it needs is its own: template engine,
 * static files, headers; the host's are neither used nor changed. {@code
 * mayfly.console.enabled=false} leaves it out.
 */
@AutoConfiguration(
        afterName = {
            "dev.mayfly.spring.boot.autoconfigure.MayflyAutoConfiguration",
            "dev.mayfly.spring.boot.autoconfigure.MayflyJobsAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean({Scheduler.class, Jobs.class})
@ConditionalOnBooleanProperty(name = "mayfly.console.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ConsoleProperties.class)
public final class MayflyConsoleAutoConfiguration {

    /** Made by Spring. */
    public MayflyConsoleAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ConsolePolicy mayflyConsolePolicy(ConsoleProperties properties) {
        return new ConsolePolicy(
                properties.allowedHosts(),
                properties.remote() == ConsoleProperties.Remote.AUTHENTICATED,
                properties.actions() == ConsoleProperties.Actions.ALL);
    }

    @Bean(destroyMethod = "close")
    Pulse mayflyConsolePulse(Scheduler scheduler, Jobs jobs) {
        Pulse pulse = new Pulse(scheduler, jobs);
        pulse.start();
        return pulse;
    }

    @Bean(destroyMethod = "close")
    RunRecorder mayflyConsoleRecorder(Scheduler scheduler, Pulse pulse) {
        RunRecorder recorder = new RunRecorder(scheduler);
        pulse.everySecond(recorder::expire);
        return recorder;
    }

    @Bean
    Renderer mayflyConsoleRenderer(ConsoleProperties properties) {
        return new Renderer(InstantSource.system(), zone(properties));
    }

    private static ZoneId zone(ConsoleProperties properties) {
        ZoneId zone = properties.zone();
        return zone == null ? ZoneId.systemDefault() : zone;
    }

    @Bean(destroyMethod = "close")
    LiveStreams mayflyConsoleStreams(ConsoleProperties properties, Pulse pulse, Renderer renderer) {
        return new LiveStreams(pulse, renderer, properties.maxStreams(), ConsoleHandler.PATIENCE);
    }

    @Bean
    ConsoleLifecycle mayflyConsoleLifecycle(LiveStreams streams) {
        return new ConsoleLifecycle(streams);
    }

    @Bean
    ConsoleAnnouncement mayflyConsoleAnnouncement(
            ApplicationContext context, ConsoleProperties properties) {
        return new ConsoleAnnouncement(context, properties);
    }

    @Bean
    DemoJob mayflyConsoleDemo(Scheduler scheduler, Jobs jobs) {
        return new DemoJob(scheduler, jobs);
    }

    @Bean
    ConsoleSources mayflyConsoleSources(
            ConsoleProperties properties,
            Scheduler scheduler,
            Jobs jobs,
            ObjectProvider<AgentRuntime> agents,
            ObjectProvider<Lints> lints,
            RunRecorder recorder,
            Pulse pulse,
            DemoJob demo) {
        return new ConsoleSources(
                scheduler,
                jobs,
                agents.getIfAvailable(),
                lints.getIfAvailable(),
                recorder,
                pulse,
                demo,
                Clock.system(zone(properties)),
                properties.payloads() == ConsoleProperties.Payloads.SHOWN,
                new TraceLink(properties.traceUrl()));
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    RouterFunction<ServerResponse> mayflyConsoleRoutes(
            ConsoleProperties properties,
            Scheduler scheduler,
            Jobs jobs,
            ConsoleSources sources,
            DemoJob demo,
            Renderer renderer,
            LiveStreams streams,
            ConsolePolicy policy,
            ObjectProvider<Readers> readers,
            ObjectProvider<ForwardedHeaderTransformer> forwarding,
            Environment environment,
            ApplicationEventPublisher events) {
        Assets assets = new Assets();
        ConsoleSettings settings = settings(properties, environment, jobs, forwarding);
        ConsoleActions actions =
                new ConsoleActions(
                        scheduler, jobs, demo, InstantSource.system(), events::publishEvent);
        ConsoleHandler handler =
                new ConsoleHandler(
                        settings, sources, renderer, streams, actions, new CsrfTokens(), assets);
        return new ConsoleRoutes(
                        settings,
                        policy,
                        readers.getIfAvailable(Readers::anonymous),
                        handler,
                        assets)
                .routes();
    }

    private static ConsoleSettings settings(
            ConsoleProperties properties,
            Environment environment,
            Jobs jobs,
            ObjectProvider<ForwardedHeaderTransformer> forwarding) {
        String name = environment.getProperty("spring.application.name", "");
        String application = name.isBlank() ? jobs.node() : name + " on " + jobs.node();
        return new ConsoleSettings(
                properties.path(), application, forwardingTrusted(forwarding, environment));
    }

    /**
     * Where headers are believed, an address that looks like this machine's may be nothing but a
     * header's claim.
     */
    private static boolean forwardingTrusted(
            ObjectProvider<ForwardedHeaderTransformer> transformer, Environment environment) {
        String strategy = environment.getProperty("server.forward-headers-strategy", "none");
        return transformer.getIfAvailable() != null || !strategy.equalsIgnoreCase("none");
    }

    /** Where Spring Security is on the class path it is asked who reads. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.springframework.security.core.Authentication",
                "org.springframework.security.web.server.csrf.CsrfToken"
            })
    static class WithSpringSecurity {
        @Bean
        @ConditionalOnMissingBean(Readers.class)
        Readers mayflyConsoleReaders() {
            return new SecurityReaders();
        }
    }
}
