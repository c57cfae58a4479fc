package dev.mayfly.sample.jarwatch.audit;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/**
 * Finds the jars below a folder, one folder at a time, in alphabetical order.
 *
 * <p>Links to folders are not followed, so that a walk ends. A link to a jar counts when it leads
 * out of the audited folder; one that stays inside would show the same file twice. A folder named
 * {@code x.jar} is a folder. A folder that cannot be listed is skipped and {@linkplain #skipped
 * noted}.
 *
 * <p>Holds one folder's names in memory, and no open files between calls. Belongs to one thread.
 */
public final class JarWalk implements Iterator<JarLocation> {

    private final Path root;
    private final Deque<Path> pending = new ArrayDeque<>();
    private final Deque<Path> found = new ArrayDeque<>();
    private final List<Path> skipped = new ArrayList<>();

    /**
     * Starts a walk.
     *
     * @param root an existing folder, its links resolved
     */
    public JarWalk(Path root) {
        this.root = root;
        pending.push(root);
    }

    @Override
    public boolean hasNext() {
        while (found.isEmpty() && !pending.isEmpty()) {
            list(pending.pop());
        }
        return !found.isEmpty();
    }

    @Override
    public JarLocation next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no further jar below " + root);
        }
        return new JarLocation(found.pop(), null);
    }

    /**
     * The folders that could not be listed so far.
     *
     * @return their paths
     */
    public List<Path> skipped() {
        return List.copyOf(skipped);
    }

    private void list(Path folder) {
        List<Path> folders = new ArrayList<>();
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    folders.add(child);
                } else if (isJar(child)) {
                    jars.add(child);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            skipped.add(folder);
        }
        Collections.sort(jars);
        found.addAll(jars);
        Collections.sort(folders, Collections.reverseOrder());
        folders.forEach(pending::push);
    }

    private boolean isJar(Path child) {
        String name = child.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".jar") || Files.isDirectory(child)) {
            return false;
        }
        if (!Files.isSymbolicLink(child)) {
            return true;
        }
        try {
            return !child.toRealPath().startsWith(root);
        } catch (IOException e) {
            // A link to nowhere is shown: the inspection says what is wrong with it.
            return true;
        }
    }
}
