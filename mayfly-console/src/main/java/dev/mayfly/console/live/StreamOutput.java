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
     * Sends an event. Never blocks.
     *
     * @param name the event's name
     * @param data its data, any number of lines
     */
    void send(String name, String data);

    /** Ends the stream; the browser opens it again by itself. */
    void end();

    /**
     * Ends the stream of a reader who takes nothing. What it has not taken is thrown away with its
     * connection, as far as the server can: otherwise that would be kept until it is taken.
     */
    default void cut() {
        end();
    }
}
