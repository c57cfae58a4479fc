package dev.mayfly.agents.agent;

/**
 * How many messages a mailbox takes, when its senders are told to slow down, and what happens when
 * it is full.
 *
 * <p>With the defaults, {@link SendResult#PRESSED} begins with the 800th message and ends when 200
 * are left; the 1001st finds it full.
 *
 * @param capacity the most messages, 1 to {@link #LARGEST}
 * @param high from how many on senders are told to slow down, 1 to the capacity
 * @param low down to how many they are told so, less than high
 * @param overflow what happens past the capacity
 */
public record MailboxSize(int capacity, int high, int low, Overflow overflow) {

    /** The most a mailbox can be set to take: 4 000 000. */
    public static final int LARGEST = 4_000_000;

    /** 1000 messages, marks at 800 and 200, and back-pressure. */
    public static final MailboxSize DEFAULT =
            new MailboxSize(1000, 800, 200, Overflow.BACK_PRESSURE);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range; it names it
     */
    public MailboxSize {
        if (capacity < 1 || capacity > LARGEST) {
            throw new IllegalArgumentException(
                    "mailbox capacity "
                            + capacity
                            + " is outside 1 to "
                            + LARGEST
                            + "; 1000 is the default");
        }
        if (high < 1 || high > capacity) {
            throw new IllegalArgumentException(
                    "high mark "
                            + high
                            + " is outside 1 to the capacity of "
                            + capacity
                            + "; four fifths of it are the default");
        }
        if (low < 0 || low >= high) {
            throw new IllegalArgumentException(
                    "low mark "
                            + low
                            + " is outside 0 to less than the high mark of "
                            + high
                            + "; a fifth of the capacity is the default");
        }
    }

    /**
     * A capacity with the default's proportions: marks at four fifths and one fifth.
     *
     * @param capacity 1 to {@link #LARGEST}
     * @return the size, with back-pressure
     * @throws IllegalArgumentException if the capacity is out of its range
     */
    public static MailboxSize of(int capacity) {
        int high = Math.max(1, (int) (capacity * 4L / 5));
        return new MailboxSize(
                capacity, high, Math.min(capacity / 5, high - 1), Overflow.BACK_PRESSURE);
    }

    /**
     * The same size with another rule.
     *
     * @param other the rule
     * @return a copy
     */
    public MailboxSize overflow(Overflow other) {
        return new MailboxSize(capacity, high, low, other);
    }
}
