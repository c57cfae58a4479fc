package dev.mayfly.console.dump;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The dumps that a console keeps, in memory only: {@value #MOST}, and {@value #MOST_BYTES} bytes of
 * JSON in all. The oldest make way.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class DumpShelf {

    /** How many dumps are kept. */
    public static final int MOST = 8;

    /** Of how many bytes in all: twice the largest dump. */
    public static final int MOST_BYTES = 2 * DumpReader.MOST_BYTES;

    private final Object reading = new Object();
    private final SecureRandom random = new SecureRandom();
    private final Deque<Kept> kept = new ArrayDeque<>(); // newest first; guarded by this

    /** An empty shelf. */
    public DumpShelf() {}

    /**
     * A dump that is kept.
     *
     * @param id 16 letters and digits that nobody can guess
     * @param state what is in it
     * @param bytes how long it was
     * @param openedAt when it was opened
     * @param openedBy by whom
     */
    public record Kept(String id, DumpState state, int bytes, Instant openedAt, String openedBy) {}

    /**
     * Reads a dump and keeps it. One at a time: reading takes some ten times the memory of its
     * text.
     *
     * @param json its text
     * @param at the time
     * @param by who opens it
     * @return it
     * @throws DumpException if it cannot be read; then nothing is changed
     */
    public Kept open(byte[] json, Instant at, String by) {
        byte[] id = new byte[8];
        random.nextBytes(id);
        DumpState state;
        synchronized (reading) {
            state = DumpReader.read(json);
        }
        Kept opened = new Kept(HexFormat.of().formatHex(id), state, json.length, at, by);
        keep(opened);
        return opened;
    }

    private synchronized void keep(Kept opened) {
        kept.addFirst(opened);
        while (kept.size() > MOST || kept.stream().mapToLong(Kept::bytes).sum() > MOST_BYTES) {
            kept.removeLast();
        }
    }

    /**
     * All that are kept.
     *
     * @return the newest first
     */
    public synchronized List<Kept> all() {
        return List.copyOf(kept);
    }

    /**
     * Finds a dump.
     *
     * @param id which
     * @return empty if it has made way, or there never was one
     */
    public synchronized Optional<Kept> find(String id) {
        return kept.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /**
     * Forgets a dump.
     *
     * @param id which
     * @return true if it was there
     */
    public synchronized boolean close(String id) {
        return kept.removeIf(each -> each.id().equals(id));
    }
}
