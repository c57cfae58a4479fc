package dev.mayfly.console.autoconfigure;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.console.audit.AuditListener;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.dump.DumpShelf;
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
import dev.mayfly.console.web.ConsoleDispatcher;
import dev.mayfly.console.web.ConsoleHandler;
import dev.mayfly.console.web.ConsoleSettings;
import dev.mayfly.console.web.dump.DumpPages;
import dev.mayfly.console.web.reactive.ReactiveConsole;
import dev.mayfly.console.web.reactive.Readers;
import dev.mayfly.console.web.reactive.SecurityReaders;
import dev.mayfly.console.web.servlet.SecurityServletReaders;
import dev.mayfly.console.web.servlet.ServletConsole;
import dev.mayfly.console.web.servlet.ServletReaders;
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
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.filter.ForwardedHeaderFilter;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;

import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;

/**
 * The console of a web application, on WebFlux or on servlets. Everything it needs is its own:
 * template engine, static files, headers; the host's are neither used nor changed. {@code
 * mayfly.console.enabled=false} leaves it out.
 */
@AutoConfiguration(
        afterName = {
            "dev.mayfly.spring.boot.autoconfigure.MayflyAutoConfiguration",
            "dev.mayfly.spring.boot.autoconfigure.MayflyJobsAutoConfiguration"
        })
@ConditionalOnWebApplication
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
                properties.viewers() == ConsoleProperties.Viewers.ROLE,
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
    @ConditionalOnMissingBean
    LiveStreams mayflyConsoleStreams(ConsoleProperties properties, Pulse pulse, Renderer renderer) {
        return new LiveStreams(
                pulse,
                renderer,
                properties.maxStreams(),
                ConsoleHandler.PATIENCE,
                LiveStreams.LONGEST);
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
            DemoJob demo,
            AuditTrail trail) {
        return new ConsoleSources(
                scheduler,
                jobs,
                agents.getIfAvailable(),
                lints.getIfAvailable(),
                recorder,
                pulse,
                demo,
                trail,
                Clock.system(zone(properties)),
                properties.payloads() == ConsoleProperties.Payloads.SHOWN,
                new TraceLink(properties.traceUrl()));
    }

    @Bean
    DumpPages mayflyConsoleDumps(ConsoleProperties properties) {
        return new DumpPages(new DumpShelf(), Clock.system(zone(properties)));
    }

    @Bean
    AuditTrail mayflyConsoleAudit(ObjectProvider<AuditListener> listeners) {
        List<AuditListener> all = listeners.orderedStream().toList();
        return new AuditTrail(entry -> all.forEach(each -> each.onEntry(entry)));
    }

    @Bean
    ConsoleSettings mayflyConsoleSettings(
            ConsoleProperties properties, Environment environment, Jobs jobs, Forwarding trusted) {
        String name = environment.getProperty("spring.application.name", "");
        String application = name.isBlank() ? jobs.node() : name + " on " + jobs.node();
        return new ConsoleSettings(
                properties.path(), application, trusted.byAFilter() || isTrusted(environment));
    }

    /**
     * Where headers are believed, an address that looks like this machine's may be nothing but a
     * header's claim. Boot believes them unasked on platforms that have a proxy in front.
     */
    private static boolean isTrusted(Environment environment) {
        String strategy = environment.getProperty("server.forward-headers-strategy");
        if (strategy != null) {
            return !strategy.equalsIgnoreCase("none");
        }
        CloudPlatform platform = CloudPlatform.getActive(environment);
        return (platform != null && platform.isUsingForwardHeaders())
                || environment.containsProperty("server.tomcat.remoteip.remote-ip-header");
    }

    @Bean
    CsrfTokens mayflyConsoleTokens() {
        return new CsrfTokens();
    }

    @Bean
    ConsoleDispatcher mayflyConsoleDispatcher(
            ConsoleSettings settings,
            Scheduler scheduler,
            Jobs jobs,
            ConsoleSources sources,
            DemoJob demo,
            DumpPages dumps,
            Renderer renderer,
            LiveStreams streams,
            ConsolePolicy policy,
            CsrfTokens tokens,
            AuditTrail trail,
            ApplicationEventPublisher events) {
        Assets assets = new Assets();
        InstantSource clock = InstantSource.system();
        ConsoleActions actions =
                new ConsoleActions(scheduler, jobs, demo, clock, trail, events::publishEvent);
        ConsoleHandler handler =
                new ConsoleHandler(
                        settings, sources, renderer, streams, actions, dumps, tokens, assets, trail,
                        clock);
        return new ConsoleDispatcher(settings, policy, handler, assets, trail, clock);
    }

    /** Whether a filter of the host's rewrites requests by what forwarding headers claim. */
    record Forwarding(boolean byAFilter) {}

    /** The console on WebFlux. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.web.reactive.function.server.RouterFunction")
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class OnWebFlux {
        @Bean
        Forwarding mayflyConsoleForwarding(ObjectProvider<ForwardedHeaderTransformer> filter) {
            return new Forwarding(filter.getIfAvailable() != null);
        }

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        RouterFunction<ServerResponse> mayflyConsoleRoutes(
                ConsoleSettings settings,
                ObjectProvider<Readers> readers,
                ConsoleDispatcher dispatcher,
                LiveStreams streams) {
            return new ReactiveConsole(
                            settings,
                            readers.getIfAvailable(Readers::anonymous),
                            dispatcher,
                            streams)
                    .routes();
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

    /** The console on servlets. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.web.servlet.function.RouterFunction")
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class OnServlets {
        @Bean
        Forwarding mayflyConsoleForwarding(
                ObjectProvider<ForwardedHeaderFilter> filter,
                ObjectProvider<FilterRegistrationBean<?>> filters) {
            return new Forwarding(
                    filter.getIfAvailable() != null
                            || filters.stream()
                                    .anyMatch(each ->
                                            each.getFilter() instanceof ForwardedHeaderFilter));
        }

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        org.springframework.web.servlet.function.RouterFunction<
                        org.springframework.web.servlet.function.ServerResponse>
                mayflyConsoleRoutes(
                        ConsoleSettings settings,
                        ObjectProvider<ServletReaders> readers,
                        ConsoleDispatcher dispatcher,
                        LiveStreams streams) {
            return new ServletConsole(
                            settings,
                            readers.getIfAvailable(ServletReaders::anonymous),
                            dispatcher,
                            streams)
                    .routes();
        }

        /** Where Spring Security is on the class path it is asked who reads. */
        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass(
                name = {
                    "org.springframework.security.core.Authentication",
                    "org.springframework.security.web.csrf.CsrfToken"
                })
        static class WithSpringSecurity {
            @Bean
            @ConditionalOnMissingBean(ServletReaders.class)
            ServletReaders mayflyConsoleReaders() {
                return new SecurityServletReaders();
            }
        }
    }

    /** Where the actuator is on the class path, its audit events are fed. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.audit.AuditEvent")
    static class WithActuator {
        @Bean
        AuditListener mayflyConsoleAuditEvents(ApplicationEventPublisher events) {
            return new ActuatorAudit(events);
        }
    }
}
