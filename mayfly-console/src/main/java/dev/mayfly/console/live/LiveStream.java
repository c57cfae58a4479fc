package dev.mayfly.console.live;

import dev.mayfly.console.render.CsrfField;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.source.Pulse;
import dev.mayfly.console.view.Fragment;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One browser's stream: at most {@link Pulse#BEAT four} times a second it sends what changed. Its
 * first event is the whole page, so that a reader who comes back after a lost connection is right
 * at once.
 *
 * <p>{@link #run} belongs to one thread; {@link #stop} may be called by any.
 */
public final class LiveStream {
    /** How often a stream says that it lives when there is nothing else to say. */
    static final Duration HEART_BEAT = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(LiveStream.class);
    private static final Duration LISTS_WHOLE_EVERY = Duration.ofSeconds(1);

    private static final long NOTHING_SEEN = -1;

    private final List<View> views = new ArrayList<>();
    private final List<CsrfField> csrf;
    private final StreamOutput output;
    private final Pulse pulse;
    private final Renderer renderer;
    private final long patienceNanos;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean stopped;

    private static final class View {
        final LiveView page;
        final Changes changes = new Changes(LISTS_WHOLE_EVERY.toNanos());
        long seen = NOTHING_SEEN;

        View(LiveView page) {
            this.page = page;
        }
    }

    LiveStream(
            List<LiveView> pages,
            List<CsrfField> csrf,
            StreamOutput output,
            Pulse pulse,
            Renderer renderer,
            Duration patience) {
        pages.forEach(page -> views.add(new View(page)));
        this.csrf = csrf;
        this.output = output;
        this.pulse = pulse;
        this.renderer = renderer;
        this.patienceNanos = patience.toNanos();
    }

    /** Ends the stream soon. Again does nothing. */
    public void stop() {
        stopped = true;
        wake.release();
    }

    void run() {
        try {
            loop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.warn(
                    "A live stream of the Mayfly console ended with an error; the browser opens it"
                            + " again.",
                    e);
        } finally {
            output.end();
        }
    }

    private void loop() throws InterruptedException {
        long taken = System.nanoTime();
        long beat = taken - HEART_BEAT.toNanos();
        while (!stopped) {
            long now = System.nanoTime();
            if (now - beat >= HEART_BEAT.toNanos() && output.takes()) {
                beat = now;
                output.send("beat", Long.toString(System.currentTimeMillis()));
            }
            if (sendNews(now)) {
                taken = now;
            } else if (now - taken > patienceNanos) {
                log.debug(
                        "A live stream of the Mayfly console is cut: its reader took nothing for {}"
                                + " ms",
                        patienceNanos / 1_000_000);
                output.cut();
                return;
            }
            if (wake.tryAcquire(Pulse.BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        }
    }

    /** Returns false when the reader did not take all there was. */
    private boolean sendNews(long now) {
        long tick = pulse.tick();
        for (View view : views) {
            if (!output.takes()) {
                return false;
            }
            if (view.seen != tick) {
                view.seen = tick;
                send(view, now);
            }
        }
        return true;
    }

    private void send(View view, long now) {
        List<Fragment> changed = view.changes.since(view.page.source().fragments(), now);
        if (!changed.isEmpty()) {
            output.send(view.page.key(), renderer.fragments(view.page.shell(), csrf, changed));
        }
    }
}
