package dev.mayfly.console.live;

import dev.mayfly.console.source.Pulse;

import org.jspecify.annotations.Nullable;
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
    private static final long NOTHING_SEEN = -1;

    private final List<View> views = new ArrayList<>();
    private final byte[] own;
    private final StreamOutput output;
    private final Pulse pulse;
    private final long patience; // in beats, which a machine that slept has not missed
    private final long longest; // in nanoseconds
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean stopped;
    private volatile boolean stalled;
    private int turn; // only by the stream's thread

    private static final class View {
        final SharedView page;
        Shown shown = Shown.NOTHING;
        long seen = NOTHING_SEEN;

        View(SharedView page) {
            this.page = page;
        }
    }

    /** What is the reader's own goes into the gaps of its events. */
    LiveStream(
            List<SharedView> pages,
            byte[] own,
            StreamOutput output,
            Pulse pulse,
            Duration patience,
            Duration longest) {
        pages.forEach(page -> views.add(new View(page)));
        this.own = own;
        this.output = output;
        this.pulse = pulse;
        this.patience = Math.max(1, patience.dividedBy(Pulse.BEAT));
        this.longest = longest.toNanos();
    }

    /** Whether the reader has not taken what it was sent before the last beat. */
    boolean isStalled() {
        return stalled;
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
        long began = System.nanoTime();
        long beat = began - HEART_BEAT.toNanos();
        long beatsInVain = 0;
        while (!stopped) {
            long now = System.nanoTime();
            if (now - began >= longest) {
                return; // the browser opens it again, if its reader still may
            }
            boolean takes = output.takes();
            if (takes && now - beat >= HEART_BEAT.toNanos()) {
                beat = now;
                output.send(beat());
            }
            if (takes) {
                beatsInVain = 0;
                sendNews();
            } else if (++beatsInVain >= patience) {
                log.debug(
                        "A live stream of the Mayfly console is cut: its reader took nothing for {}"
                                + " beats of {} ms",
                        beatsInVain,
                        Pulse.BEAT.toMillis());
                output.cut();
                return;
            }
            stalled = !takes;
            if (wake.tryAcquire(Pulse.BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        }
    }

    /**
     * Each page has its turn: one that changes all the time must not keep the others from a reader
     * who takes one event at a beat.
     */
    private void sendNews() {
        for (int i = 0; i < views.size() && output.takes(); i++) {
            View view = views.get(turn);
            turn = (turn + 1) % views.size();
            long tick = pulse.tick();
            if (view.seen != tick) {
                view.seen = tick;
                send(view);
            }
        }
    }

    private void send(View view) {
        SharedView.Update update = view.page.since(view.shown);
        view.shown = update.shown();
        @Nullable Event event = update.event();
        if (event != null) {
            output.send(event.to(own));
        }
    }

    private static Outgoing beat() {
        String now = Long.toString(System.currentTimeMillis());
        return Event.of("beat", List.of(now)).to(new byte[0]);
    }
}
