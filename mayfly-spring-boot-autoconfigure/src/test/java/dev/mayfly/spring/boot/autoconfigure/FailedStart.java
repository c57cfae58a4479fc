package dev.mayfly.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.annotation.Configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a real application that must not start, and gives what was printed. */
public final class FailedStart {

    private FailedStart() {}

    /** Nothing but what auto-configuration brings. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Plain {}

    /** The analysis printed by an application with a configuration file of its own. */
    public static String withYaml(
            CapturedOutput output, Path folder, String yaml, Class<?>... sources)
            throws IOException {
        Path file = folder.resolve("application.yml");
        Files.writeString(file, yaml);
        return with(output, List.of("--spring.config.location=" + file.toUri()), sources);
    }

    /** The analysis printed by an application with the given beans. */
    public static String with(CapturedOutput output, Class<?>... sources) {
        return with(output, List.of(), sources);
    }

    private static String with(CapturedOutput output, List<String> args, Class<?>... sources) {
        List<Class<?>> all = new ArrayList<>(List.of(sources));
        all.add(Plain.class);
        SpringApplication application = new SpringApplication(all.toArray(Class<?>[]::new));
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        List<String> quiet = new ArrayList<>(args);
        quiet.add("--spring.main.banner-mode=off");
        int before = output.getAll().length();
        assertThatThrownBy(() -> application.run(quiet.toArray(String[]::new)).close())
                .isInstanceOf(Exception.class);
        String printed = output.getAll().substring(before);
        int start = printed.indexOf("APPLICATION FAILED TO START");
        return start < 0 ? "NO ANALYSIS: " + printed : printed.substring(start);
    }
}
