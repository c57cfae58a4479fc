package dev.mayfly.console.autoconfigure;

import dev.mayfly.console.live.LiveStreams;

import org.springframework.context.SmartLifecycle;

/**
 * Ends the live streams when the application stops, before the web server begins to wait for its
 * requests: a stream never ends by itself, and one open tab would hold up every shutdown to its
 * limit.
 */
final class ConsoleLifecycle implements SmartLifecycle {
    /**
     * The web server's graceful stop is at {@code DEFAULT_PHASE - 1024}; higher phases stop first.
     */
    static final int PHASE = DEFAULT_PHASE - 512;

    private final LiveStreams streams;
    private volatile boolean running;

    ConsoleLifecycle(LiveStreams streams) {
        this.streams = streams;
    }

    @Override
    public void start() {
        streams.reopen();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        streams.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
