package dev.mayfly.console.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Says where the console is, once the application is ready: the last line of the start, and the
 * address the last thing on it.
 */
final class ConsoleAnnouncement implements ApplicationListener<ApplicationReadyEvent> {
    private static final Logger log = LoggerFactory.getLogger("dev.mayfly.console");

    private final ApplicationContext context;
    private final ConsoleProperties properties;

    ConsoleAnnouncement(ApplicationContext context, ConsoleProperties properties) {
        this.context = context;
        this.properties = properties;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        // A context made below this one tells its parents that it is ready, too.
        if (event.getApplicationContext() != context) {
            return;
        }
        Environment environment = event.getApplicationContext().getEnvironment();
        String port = environment.getProperty("local.server.port");
        if (port != null) {
            String scheme =
                    environment.getProperty("server.ssl.bundle") == null
                                    && environment.getProperty("server.ssl.key-store") == null
                            ? "http"
                            : "https";
            String basePath =
                    environment.getProperty("spring.webflux.base-path", "")
                            + environment.getProperty("server.servlet.context-path", "");
            log.info(
                    "Mayfly console ({}): {}://localhost:{}{}{}",
                    properties.actions() == ConsoleProperties.Actions.ALL
                            ? "actions allowed"
                            : "read-only; mayfly.console.actions=all allows actions",
                    scheme,
                    port,
                    basePath,
                    properties.path());
        }
    }
}
