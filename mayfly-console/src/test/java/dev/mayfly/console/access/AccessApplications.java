package dev.mayfly.console.access;

import static org.springframework.security.config.Customizer.withDefaults;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

import java.util.List;
import java.util.Map;

/**
 * The console in a host with Spring Security, which signs in whoever brings a name and lets in
 * everybody: what it does not stop is the console's to stop.
 */
final class AccessApplications {
    static final String PASSWORD = "secret";

    private AccessApplications() {}

    /** The servers that the console can be in, each below a path of the host's. */
    enum Host {
        WEBFLUX(WebApplicationType.REACTIVE, OnWebFlux.class, "spring.webflux.base-path"),
        SERVLET(WebApplicationType.SERVLET, OnServlets.class, "server.servlet.context-path");

        final WebApplicationType type;
        final Class<?> application;
        final String basePath;

        Host(WebApplicationType type, Class<?> application, String basePath) {
            this.type = type;
            this.application = application;
            this.basePath = basePath;
        }

        ConfigurableApplicationContext start(
                ApplicationContextInitializer<GenericApplicationContext> change,
                String... properties) {
            return new SpringApplicationBuilder(application)
                    .web(type)
                    .initializers(change)
                    .properties(
                            "server.port=0",
                            "spring.main.banner-mode=off",
                            "mayfly.shutdown.timeout=1ms",
                            "mayfly.queues.mail.concurrency=1",
                            "mayfly.console.allowed-hosts=" + AccessMatrix.NAME)
                    .properties(properties)
                    .run();
        }

        ConfigurableApplicationContext start(String... properties) {
            return start(context -> {}, properties);
        }
    }

    static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    static List<UserDetails> users() {
        Map<String, List<String>> roles =
                Map.of(
                        "norole", List.of("USER"),
                        "viewer", List.of("MAYFLY_VIEWER"),
                        "operator", List.of("MAYFLY_OPERATOR"),
                        "admin", List.of("MAYFLY_ADMIN"));
        return roles.keySet().stream()
                .map(name ->
                        User.withUsername(name)
                                .password(PASSWORD)
                                .roles(roles.get(name).toArray(String[]::new))
                                .build())
                .toList();
    }

    /** Passwords as they are: a hash is made to be slow, and is not what is tested here. */
    static final class Plain implements PasswordEncoder {
        @Override
        public String encode(@Nullable CharSequence password) {
            return String.valueOf(password);
        }

        @Override
        public boolean matches(@Nullable CharSequence password, @Nullable String kept) {
            return String.valueOf(password).equals(kept);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableWebFluxSecurity
    static class OnWebFlux {
        @Bean
        PasswordEncoder passwords() {
            return new Plain();
        }

        @Bean
        MapReactiveUserDetailsService directory() {
            return new MapReactiveUserDetailsService(users());
        }

        @Bean
        SecurityWebFilterChain chain(ServerHttpSecurity http) {
            return http.authorizeExchange(every -> every.anyExchange().permitAll())
                    .httpBasic(withDefaults())
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableWebSecurity
    static class OnServlets {
        @Bean
        PasswordEncoder passwords() {
            return new Plain();
        }

        @Bean
        UserDetailsService directory() {
            return new InMemoryUserDetailsManager(users());
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(every -> every.anyRequest().permitAll())
                    .httpBasic(withDefaults())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }
    }
}
