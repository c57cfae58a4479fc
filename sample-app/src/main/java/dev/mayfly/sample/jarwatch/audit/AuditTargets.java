package dev.mayfly.sample.jarwatch.audit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Turns what a person asked for into something that can be audited. */
public final class AuditTargets {

    private static final String HINT =
            " Give the path of an existing folder that this process may read, or leave it empty to"
                    + " audit the local Maven repository.";

    private final LocalMavenRepository repository;
    private final Path home;
    private final String classPath;

    /**
     * Creates a resolver.
     *
     * @param repository where the local Maven repository is
     * @param home the user's home folder, for paths that begin with {@code ~}
     * @param classPath the running class path, in the platform's own notation
     */
    public AuditTargets(LocalMavenRepository repository, Path home, String classPath) {
        this.repository = repository;
        this.home = home;
        this.classPath = classPath;
    }

    /**
     * A resolver for this process.
     *
     * @return the resolver
     */
    public static AuditTargets ofThisProcess() {
        Path home = Path.of(System.getProperty("user.home"));
        return new AuditTargets(
                new LocalMavenRepository(home, System::getProperty, System::getenv),
                home,
                System.getProperty("java.class.path", ""));
    }

    /**
     * What is audited when nobody names a folder: the local Maven repository when it holds a jar,
     * else the running class path.
     *
     * @return the default target
     */
    public AuditTarget defaultTarget() {
        Path folder = repository.folder();
        try {
            if (Files.isDirectory(folder) && Files.isReadable(folder)) {
                Path root = folder.toRealPath();
                if (new JarWalk(root).hasNext()) {
                    return new AuditTarget.Folder(root);
                }
            }
        } catch (IOException e) {
            // Unreadable after all is as good as none.
        }
        return new AuditTarget.ClassPath(classPathJars());
    }

    /**
     * Resolves a request.
     *
     * @param folder a path, absolute or relative to the working folder or to {@code ~}; null or
     *     blank for the default
     * @return the target
     * @throws AuditTargetException when it is no readable folder; the message tells why
     */
    public AuditTarget resolve(@Nullable String folder) throws AuditTargetException {
        if (folder == null || folder.isBlank()) {
            return defaultTarget();
        }
        Path path = path(folder.strip());
        if (!Files.exists(path)) {
            throw new AuditTargetException(folder, "does not exist." + HINT);
        }
        if (!Files.isDirectory(path)) {
            throw new AuditTargetException(folder, "is a file, not a folder." + HINT);
        }
        // Permission bits do not tell all; listing does.
        try (DirectoryStream<Path> _ = Files.newDirectoryStream(path)) {
            return new AuditTarget.Folder(path.toRealPath());
        } catch (IOException e) {
            throw new AuditTargetException(folder, "is not readable by this process." + HINT);
        }
    }

    private Path path(String folder) throws AuditTargetException {
        try {
            if (folder.equals("~")) {
                return home;
            }
            return folder.startsWith("~/")
                    ? home.resolve(folder.substring(2))
                    : Path.of(folder).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new AuditTargetException(folder, "is not a path (" + e.getReason() + ")." + HINT);
        }
    }

    private List<JarLocation> classPathJars() {
        List<JarLocation> jars = new ArrayList<>();
        String separator = Pattern.quote(System.getProperty("path.separator", ":"));
        for (String element : classPath.split(separator)) {
            if (element.toLowerCase(Locale.ROOT).endsWith(".jar")) {
                Path jar = Path.of(element).toAbsolutePath();
                jars.add(new JarLocation(jar, null));
                addNested(jar, jars);
            }
        }
        return jars;
    }

    /** An executable Spring Boot jar is its own class path: its libraries are entries. */
    private static void addNested(Path jar, List<JarLocation> jars) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
                    .forEach(name -> jars.add(new JarLocation(jar, name)));
        } catch (IOException e) {
            // Listed by itself already: its own inspection tells what is wrong with it.
            return;
        }
    }
}
