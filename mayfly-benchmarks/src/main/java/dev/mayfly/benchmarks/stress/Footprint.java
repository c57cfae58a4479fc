package dev.mayfly.benchmarks.stress;

import com.sun.management.HotSpotDiagnosticMXBean;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this process has of the machine: threads of both kinds, file descriptors, child processes.
 *
 * @param threads by their number, which is never used again
 * @param descriptors how many are open on files, sockets and pipes, by kind
 * @param children processes that descend from this one, by number
 */
record Footprint(Map<Long, String> threads, Map<String, Integer> descriptors, Set<Long> children) {

    private static final Path PROC = Path.of("/proc");

    /** A line of a thread dump, for a virtual thread with that word behind its name. */
    private static final Pattern THREAD = Pattern.compile("#(\\d+) \"(.*)\"( virtual)?.*");

    /** Threads that the JDK makes and ends when it likes, for whoever uses its classes. */
    private static final Pattern JDK_THREADS =
            Pattern.compile(
                    "ForkJoinPool.*|process reaper.*|.*-Poller.*|.*[Pp]oller-.*|VirtualThread-un.*"
                            + "|CompletableFutureDelayScheduler|Common-Cleaner|Cleaner-\\d+"
                            + "|Attach Listener|Notification Thread|Signal Dispatcher");

    /** Files that the JDK opens when it first needs a class or a random number. */
    private static final Pattern JDK_FILES =
            Pattern.compile(".*\\.jar|.*/lib/modules|/dev/u?random");

    private static final Pattern NUMBER = Pattern.compile("\\[\\d+]");

    static Footprint take() {
        Set<Long> children = new HashSet<>();
        ProcessHandle.current().descendants().forEach(process -> children.add(process.pid()));
        return new Footprint(dumpedThreads(), openDescriptors(), children);
    }

    /** All threads, virtual ones included: those no other means of the JDK tells of. */
    private static Map<Long, String> dumpedThreads() {
        try {
            Path folder = Files.createTempDirectory("mayfly-stress");
            Path file = folder.resolve("threads.txt");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(
                                file.toString(),
                                HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
                return parse(Files.readAllLines(file, StandardCharsets.UTF_8));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<Long, String> parse(List<String> dump) {
        Map<Long, String> threads = new TreeMap<>();
        for (String line : dump) {
            Matcher thread = THREAD.matcher(line);
            if (thread.matches()) {
                String kind = thread.group(3) == null ? "platform" : "virtual";
                threads.put(Long.parseLong(thread.group(1)), kind + " \"" + thread.group(2) + "\"");
            }
        }
        return threads;
    }

    private static Map<String, Integer> openDescriptors() {
        Map<String, Integer> kinds = new HashMap<>();
        Path own = PROC.resolve("self").resolve("fd");
        if (!Files.isDirectory(own)) {
            return kinds;
        }
        try (DirectoryStream<Path> open = Files.newDirectoryStream(own)) {
            for (Path descriptor : open) {
                String target = target(descriptor);
                if (!JDK_FILES.matcher(target).matches()) {
                    kinds.merge(NUMBER.matcher(target).replaceAll(""), 1, Integer::sum);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kinds;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "/dev/random"; // closed since it was listed
        }
    }

    /** What is there now and was not before. */
    List<Check> since(Footprint before, String marker) {
        List<String> platform = new ArrayList<>();
        List<String> virtual = new ArrayList<>();
        threads.forEach((number, thread) -> {
            String name = thread.substring(thread.indexOf('"') + 1, thread.length() - 1);
            if (!before.threads.containsKey(number) && !JDK_THREADS.matcher(name).matches()) {
                (thread.startsWith("virtual") ? virtual : platform).add(thread);
            }
        });
        List<String> files = new ArrayList<>();
        descriptors.forEach((kind, count) -> {
            int more = count - before.descriptors.getOrDefault(kind, 0);
            if (more > 0) {
                files.add(more + " of " + kind);
            }
        });
        List<String> processes = new ArrayList<>(marked(marker));
        children.stream()
                .filter(number -> !before.children.contains(number))
                .forEach(number -> processes.add("descendant " + number));
        return List.of(
                new Check("platform threads", platform),
                new Check("virtual threads", virtual),
                new Check("child processes", processes),
                new Check("file descriptors", files));
    }

    /**
     * Processes anywhere on the machine that have the marker in their arguments, whoever their
     * parent is by now; a child of this process that nobody has reaped has lost its arguments and
     * is among the descendants.
     */
    private static List<String> marked(String marker) {
        List<String> found = new ArrayList<>();
        if (!Files.isDirectory(PROC)) {
            return found;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path process : processes) {
                String arguments = arguments(process);
                if (arguments.contains(marker)) {
                    found.add(process.getFileName() + " " + arguments.strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String arguments(Path process) {
        try {
            byte[] bytes = Files.readAllBytes(process.resolve("cmdline"));
            return new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it has ended since it was listed
        }
    }
}
