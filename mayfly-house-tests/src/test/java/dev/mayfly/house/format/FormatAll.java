package dev.mayfly.house.format;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Formats all Java files of the repository, or tells which of them are not formatted.
 *
 * <p>It is run straight from its source by {@code mvn -ntp -N -Pformat}, before anything is built:
 * so it uses nothing but the JDK and google-java-format.
 */
public final class FormatAll {

    private FormatAll() {}

    /**
     * Rewrites every file that is not formatted.
     *
     * @param args the folder to look in, one argument
     */
    public static void main(String[] args) {
        List<Path> files = javaFiles(Path.of(args[0]));
        List<Path> rewritten = rewrite(files);
        rewritten.forEach(file -> System.out.println("formatted " + file));
        System.out.println(files.size() + " Java files, " + rewritten.size() + " rewritten");
    }

    /** Formats those of the files that need it, and returns them. */
    static List<Path> rewrite(List<Path> files) {
        List<Path> rewritten = unformatted(files);
        run(rewritten, "--replace");
        return rewritten;
    }

    /** All Java files below a folder, build output and hidden folders left out. */
    static List<Path> javaFiles(Path root) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(
                    root,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes attributes) {
                            String name = folder.getFileName().toString();
                            boolean skip = name.equals("target") || name.startsWith(".");
                            return skip && !folder.equals(root)
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            if (file.toString().endsWith(".java")) {
                                files.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(null);
        return files;
    }

    /**
     * The files among these that formatting would change.
     *
     * @throws IllegalStateException when a file cannot be parsed
     */
    static List<Path> unformatted(List<Path> files) {
        return run(files, "--dry-run").lines().map(Path::of).toList();
    }

    private static String run(List<Path> files, String mode) {
        if (files.isEmpty()) {
            return "";
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] args =
                Stream.concat(Stream.of("--aosp", mode), files.stream().map(Path::toString))
                        .toArray(String[]::new);
        ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
        int exit = formatter.run(new PrintWriter(out), new PrintWriter(err), args);
        if (exit != 0) {
            throw new IllegalStateException(err.toString());
        }
        return out.toString();
    }
}
