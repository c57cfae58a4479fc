package dev.mayfly.console.live;

/** Where a stream's events go. Called by the stream's own thread only. */
public interface StreamOutput {

    /**
     * Whether the reader takes another event now.
     *
     * @return false while an earlier one is still under way
     */
    boolean takes();

    /**
     * Sends an event, a chunk at a time, each when the one before is on its way. Never blocks.
     *
     * @param event not begun yet
     */
    void send(Outgoing event);

    /**
     * Ends the stream; the browser opens it again by itself. A reader who has not taken all that
     * was sent is {@link #cut}: nobody waits for it, least of all a server that shuts down.
     */
    void end();

    /**
     * Ends the stream of a reader who takes nothing. What it has not taken is thrown away with its
     * connection, as far as the server can: otherwise that would be kept until it is taken, or a
     * thread of the server would wait for that.
     */
    default void cut() {
        end();
    }
}
