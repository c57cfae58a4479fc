package dev.mayfly.agents.primitive.lease;

/** Thrown to one that wants to renew a lease that is not its own any more. */
public final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String lease;
    private final long token;

    LeaseLostException(String lease, long token, String how) {
        super(
                "lease \"%s\" with token %d was lost: %s; stop what it protected, and acquire it again"
                        .formatted(lease, token, how));
        this.lease = lease;
        this.token = token;
    }

    /**
     * The name of what was leased.
     *
     * @return as it was acquired
     */
    public String lease() {
        return lease;
    }

    /**
     * The token that is worth nothing any more.
     *
     * @return that of the lease that was lost
     */
    public long token() {
        return token;
    }
}
