package dev.mayfly.console.browser;

import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.ConfigurableApplicationContext;

/** An application and a browser that looks at its console, for the tests of one class. */
public final class ConsoleExtension implements BeforeAllCallback, AfterAllCallback {

    private final String[] properties;
    private Chromium chromium;
    private ConfigurableApplicationContext application;

    /** The application is given these properties beside its own. */
    public ConsoleExtension(String... properties) {
        this.properties = properties.clone();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        chromium = Chromium.launch();
        application = StageApplication.start(0, properties);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (application != null) {
            application.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    public <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    /** A reader at a desk. */
    public Visitor visitor() {
        return new Visitor(chromium, StageApplication.console(application));
    }

    public Visitor visitor(int width, ColorScheme scheme, boolean scripts) {
        return new Visitor(chromium, StageApplication.console(application), width, scheme, scripts);
    }
}
