package dev.mayfly.sample.jarwatch.job;

import dev.mayfly.jobs.model.JobId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The audits that are kept, the newest {@link #KEPT} of them, each in a file of its own. They
 * outlive the process; a file is read when somebody asks for its audit.
 */
public final class Audits implements AutoCloseable {

    /** How many audits are kept; the oldest goes first. */
    public static final int KEPT = 10;

    private static final String ENDING = ".jsonl";

    /** In place of an audit whose file nobody has asked for so far. */
    private static final Optional<Audit> UNREAD = Optional.empty();

    private final InstantSource clock;
    private final Path folder;
    private final Map<String, Optional<Audit>> audits = new ConcurrentHashMap<>();

    /**
     * Finds the audits that are there.
     *
     * @param clock tells when an audit was asked for
     * @param folder where they are kept; made if it is missing
     * @throws UncheckedIOException when the folder cannot be used
     */
    public Audits(InstantSource clock, Path folder) {
        this.clock = clock;
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(ENDING))
                        .map(name -> name.substring(0, name.length() - ENDING.length()))
                        .forEach(id -> audits.put(id, UNREAD));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("audits cannot be kept in " + folder, e);
        }
    }

    /**
     * Opens an audit, unless it is open: the request and its job both do, whichever comes first.
     *
     * @param id the id of its job
     * @param target what is audited, in words
     * @return the audit
     */
    public Audit open(JobId id, String target) {
        Optional<Audit> open =
                audits.compute(
                        id.value(),
                        (key, known) ->
                                known != null
                                        ? read(key, known).or(() -> begin(id, target))
                                        : begin(id, target));
        idsNewestFirst().stream().skip(KEPT).forEach(this::remove);
        return Objects.requireNonNull(open).orElseThrow();
    }

    private Optional<Audit> begin(JobId id, String target) {
        var opened = new AuditEntry.Opened(target, clock.instant());
        return Optional.of(Audit.begin(id, opened, file(id.value())));
    }

    private Optional<Audit> read(String id, Optional<Audit> known) {
        return known.or(() -> Audit.resume(new JobId(id), file(id)));
    }

    private Path file(String id) {
        return folder.resolve(id + ENDING);
    }

    private void remove(String id) {
        audits.computeIfPresent(
                id,
                (key, audit) -> {
                    audit.ifPresent(Audit::close);
                    try {
                        Files.deleteIfExists(file(key));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return null;
                });
    }

    /**
     * Finds an audit.
     *
     * @param id the id of its job
     * @return the audit, empty when there is none of that id or it has been let go
     */
    public Optional<Audit> find(String id) {
        // Only what is in the map is looked for on the disk: the id may be anything.
        return Objects.requireNonNullElse(
                audits.computeIfPresent(id, this::read), Optional.empty());
    }

    /**
     * All audits that are kept.
     *
     * @return the newest first
     */
    public List<Audit> newestFirst() {
        return idsNewestFirst().stream().flatMap(id -> find(id).stream()).toList();
    }

    /** The ids sort by time, and so do audits of the same instant. */
    private List<String> idsNewestFirst() {
        List<String> ids = new ArrayList<>(audits.keySet());
        ids.sort(Comparator.reverseOrder());
        return ids;
    }

    /** Lets go of the files. */
    @Override
    public void close() {
        audits.values().forEach(audit -> audit.ifPresent(Audit::close));
    }
}
