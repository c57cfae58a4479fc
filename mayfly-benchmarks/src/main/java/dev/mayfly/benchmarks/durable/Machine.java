package dev.mayfly.benchmarks.durable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** What it was measured on. */
final class Machine {

    private Machine() {}

    static List<String> description() {
        return List.of(
                LocalDate.now(java.time.ZoneOffset.UTC)
                        + ", "
                        + Runtime.getRuntime().availableProcessors()
                        + " processors ("
                        + value("/proc/cpuinfo", "model name", System.getProperty("os.arch"))
                        + "), "
                        + value("/proc/meminfo", "MemTotal", "unknown")
                        + " of memory, "
                        + System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version"),
                System.getProperty("java.vm.name")
                        + " "
                        + System.getProperty("java.vm.version")
                        + ", "
                        + System.getProperty("java.vendor"),
                load("before"));
    }

    /** How busy the machine is, by all that runs on it. */
    static String load(String when) {
        return String.format(
                Locale.ROOT,
                "load %s the run %.1f",
                when,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String value(String file, String key, String otherwise) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }
}
