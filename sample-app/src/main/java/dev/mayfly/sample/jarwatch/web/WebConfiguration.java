package dev.mayfly.sample.jarwatch.web;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.sample.jarwatch.JarwatchProperties;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.web.reactive.config.ResourceHandlerRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/** Wires the pages. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebFluxConfigurer {

    /** Jarwatch wears the console's clothes: its style sheet, fonts and glyphs. */
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/mayfly/**")
                .addResourceLocations("classpath:/mayfly/console/assets/")
                .setCacheControl(CacheControl.noCache());
    }

    @Bean
    Shell shell(@Value("${mayfly.console.path:/mayfly}") String console) {
        return new Shell(console, System.getProperty("java.version"));
    }

    @Bean
    AuditPages auditPages(Jobs jobs, @Value("${mayfly.console.path:/mayfly}") String console) {
        return new AuditPages(jobs, console);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    EdgeFilter edgeFilter(
            JarwatchProperties properties,
            @Value("${mayfly.console.path:/mayfly}") String console) {
        return new EdgeFilter(properties.allowedHosts(), console);
    }
}
