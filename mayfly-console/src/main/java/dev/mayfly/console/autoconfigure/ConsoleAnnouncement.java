package dev.mayfly.console.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Says where the console is, once the application is ready. */
final class ConsoleAnnouncement implements ApplicationListener<ApplicationReadyEvent> {
    private static final Logger log = LoggerFactory.getLogger("dev.mayfly.console");

    private final ConsoleProperties properties;

    ConsoleAnnouncement(ConsoleProperties properties) {
        this.properties = properties;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        Environment environment = event.getApplicationContext().getEnvironment();
        String port = environment.getProperty("local.server.port");
        if (port != null) {
            String scheme =
                    environment.getProperty("server.ssl.bundle") == null
                                    && environment.getProperty("server.ssl.key-store") == null
                            ? "http"
                            : "https";
            String context = environment.getProperty("spring.webflux.base-path", "");
            log.info(
                    "Mayfly console: {}://localhost:{}{}{} ({})",
                    scheme,
                    port,
                    context,
                    properties.path(),
                    properties.actions() == ConsoleProperties.Actions.ALL
                            ? "actions allowed"
                            : "read-only; mayfly.console.actions=all allows actions");
        }
    }
}
