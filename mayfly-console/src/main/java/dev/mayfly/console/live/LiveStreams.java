package dev.mayfly.console.live;

import dev.mayfly.console.render.CsrfField;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.source.Pulse;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * All open streams.
 *
 * <p>Safe for use by any thread. {@link #close} ends every stream and refuses new ones: it must
 * happen before the web server waits for its requests to end, because a stream never does by
 * itself.
 */
public final class LiveStreams implements AutoCloseable {
    /**
     * How long a stream lives. Who may see what is decided when it is opened: after five minutes at
     * the latest that is decided anew. The browser opens it again within half a second, which
     * nobody sees.
     */
    public static final Duration LONGEST = Duration.ofMinutes(5);

    private final Pulse pulse;
    private final Renderer renderer;
    private final SharedViews shared;
    private final Duration patience;
    private final Duration longest;
    private final Semaphore places;
    private final int most;
    private final Set<LiveStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * No streams yet.
     *
     * @param pulse says when there may be news
     * @param renderer draws the parts
     * @param most how many streams may be open at once
     * @param patience how long a reader may take nothing before it is cut; counted in beats, one at
     *     least
     * @param longest after how long a stream ends, for its reader to open it again
     */
    public LiveStreams(
            Pulse pulse, Renderer renderer, int most, Duration patience, Duration longest) {
        this.pulse = pulse;
        this.renderer = renderer;
        this.shared = new SharedViews(pulse::tick, renderer);
        this.patience = patience;
        this.longest = longest;
        this.most = most;
        this.places = new Semaphore(most);
    }

    /**
     * Opens a stream on a virtual thread of its own. Streams of one page for the same rights share
     * what is looked up, compared and drawn for them.
     *
     * @param views the pages in it
     * @param csrf the hidden fields of their forms
     * @param output where its events go
     * @return the stream; empty when there are too many or the console is closing
     */
    public Optional<LiveStream> open(
            List<LiveView> views, List<CsrfField> csrf, StreamOutput output) {
        byte[] own = Event.filling(renderer.hidden(csrf));
        if (closed || !places.tryAcquire()) {
            return Optional.empty();
        }
        LiveStream stream =
                new LiveStream(
                        views.stream().map(shared::join).toList(),
                        own,
                        output,
                        pulse,
                        patience,
                        longest);
        open.add(stream);
        Thread.ofVirtual()
                .name("mayfly-console-stream")
                .start(() -> {
                    try {
                        stream.run();
                    } finally {
                        open.remove(stream);
                        views.forEach(shared::leave);
                        places.release();
                    }
                });
        if (closed) {
            stream.stop();
        }
        return Optional.of(stream);
    }

    /**
     * Whether no stream can be opened now.
     *
     * @return true while as many are open as may be, or the console is closing
     */
    public boolean isFull() {
        return closed || places.availablePermits() == 0;
    }

    /**
     * How many streams are open.
     *
     * @return 0 or more
     */
    public int count() {
        return most - places.availablePermits();
    }

    /**
     * How many streams have readers that have not taken what they were sent before the last beat.
     * Those are cut when their patience is over.
     *
     * @return 0 or more
     */
    public int stalled() {
        return (int) open.stream().filter(LiveStream::isStalled).count();
    }

    /** How many different pages are open: for tests. */
    int pages() {
        return shared.count();
    }

    /** Ends all streams and refuses new ones. */
    @Override
    public void close() {
        closed = true;
        open.forEach(LiveStream::stop);
    }

    /** Accepts streams again, after {@link #close}. */
    public void reopen() {
        closed = false;
    }
}
