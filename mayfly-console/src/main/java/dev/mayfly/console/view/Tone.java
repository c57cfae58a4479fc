package dev.mayfly.console.view;

import java.util.Locale;

/**
 * The meaning of a colour. Each tone is one custom property in the style sheet and has a light and
 * a dark value.
 */
public enum Tone {
    /** In line: nothing is wrong, its turn has not come. */
    LINE,
    /** Will be looked at later, at a known time. */
    LATER,
    /** Running now. */
    ALIVE,
    /** Waiting for something that was asked for. */
    WAIT,
    /** Waiting for another try, or a warning. */
    RETRY,
    /** Held back by its time slice or a limit. */
    THROTTLE,
    /** Ended well. */
    DONE,
    /** Ended with an error. */
    FAIL,
    /** Ended because somebody said so. */
    OVER;

    /**
     * The style sheet's class for this tone.
     *
     * @return for instance {@code t-alive}
     */
    public String css() {
        return "t-" + name().toLowerCase(Locale.ROOT);
    }
}
