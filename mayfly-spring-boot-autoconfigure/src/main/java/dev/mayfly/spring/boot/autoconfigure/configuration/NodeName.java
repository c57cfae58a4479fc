package dev.mayfly.spring.boot.autoconfigure.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this process is called. */
public final class NodeName {

    private NodeName() {}

    /**
     * The configured name; else the machine's, found without asking the network: the environment
     * variables {@code HOSTNAME} and {@code COMPUTERNAME}, the file {@code /etc/hostname}, or
     * "local".
     *
     * @param properties the configuration
     * @return never blank
     */
    public static String of(MayflyProperties properties) {
        if (properties.nodeName() != null) {
            return properties.nodeName();
        }
        return Stream.of(env("HOSTNAME"), env("COMPUTERNAME"), file())
                .filter(name -> !name.isBlank())
                .findFirst()
                .orElse("local");
    }

    private static String env(String variable) {
        String value = System.getenv(variable);
        return value == null ? "" : value.trim();
    }

    private static String file() {
        try {
            return Files.readString(Path.of("/etc/hostname")).trim();
        } catch (IOException | RuntimeException absent) {
            return "";
        }
    }
}
