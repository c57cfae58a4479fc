package dev.mayfly.jobs.model;

/**
 * The identity of a job, unique over all processes. Ids made by Mayfly are UUIDs of version 7 in
 * their usual text form: they begin with the time, so their text order is the order of submission.
 *
 * @param value for instance {@code 0197d3a5-6c00-7001-8b1e-3f2a9c4d5e6f}
 */
public record JobId(String value) implements Comparable<JobId> {

    private static final int LONGEST = 64;

    /**
     * Checks the text, which ends up in addresses and logs.
     *
     * @throws IllegalArgumentException unless it is 1 to 64 letters, digits, hyphens or underscores
     */
    public JobId {
        if (value.isEmpty() || value.length() > LONGEST || !plain(value)) {
            throw new IllegalArgumentException(
                    "job id \""
                            + Texts.shorten(value, LONGEST)
                            + "\" is not 1 to 64 letters, digits, hyphens or underscores");
        }
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ok =
                    (c >= '0' && c <= '9')
                            || (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || c == '-'
                            || c == '_';
            if (!ok) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(JobId other) {
        return value.compareTo(other.value);
    }

    /** Returns the bare text. */
    @Override
    public String toString() {
        return value;
    }
}
