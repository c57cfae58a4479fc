package dev.mayfly.jobs.step;

/**
 * What a sender says of a signal beside its payload.
 *
 * @param sender who sends it, for people; empty for the name of the node that accepts it. At most
 *     200 characters
 * @param id what the sender calls it, so that one sent again has no effect; empty for none. At most
 *     200 characters
 */
public record SignalOptions(String sender, String id) {

    /** Sent by the node itself, without an id. */
    public static final SignalOptions DEFAULTS = new SignalOptions("", "");

    private static final int LONGEST = 200;

    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if one is above 200 characters
     */
    public SignalOptions {
        check("sender", sender);
        check("id", id);
    }

    private static void check(String what, String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the "
                            + what
                            + " of a signal has "
                            + text.length()
                            + " characters, and may have "
                            + LONGEST
                            + "; shorten it");
        }
    }

    /**
     * These options with a sender.
     *
     * @param who for people
     * @return a copy
     */
    public SignalOptions withSender(String who) {
        return new SignalOptions(who, id);
    }

    /**
     * These options with an id: a signal with an id that the job has had before is accepted and has
     * no effect.
     *
     * @param signalId unique for the job
     * @return a copy
     */
    public SignalOptions withId(String signalId) {
        return new SignalOptions(sender, signalId);
    }
}
