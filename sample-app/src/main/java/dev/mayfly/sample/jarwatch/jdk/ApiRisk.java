package dev.mayfly.sample.jarwatch.jdk;

/** Why the use of a piece of the JDK deserves attention; the most urgent first. */
public enum ApiRisk {
    /** The class or member is gone from the running JDK: the code fails where it is reached. */
    REMOVED("gone from the JDK", Horizon.NOW),

    /** A JDK-internal class in a package that is not exported: access fails without a flag. */
    ENCAPSULATED("JDK-internal, strongly encapsulated", Horizon.NOW),

    /** A class that the JDK once shipped: it works only while a library supplies it. */
    LEFT_JDK("left the JDK, needs a library", Horizon.NOW),

    /** Deprecated with {@code forRemoval=true}: a coming JDK will not have it. */
    FOR_REMOVAL("deprecated for removal", Horizon.LATER),

    /** Exported by {@code jdk.unsupported} and friends: no promise, but no date either. */
    UNSUPPORTED("unsupported JDK API", Horizon.WATCH);

    /** When a risk turns into a failure. */
    public enum Horizon {
        /** On the running JDK already. */
        NOW,
        /** On a newer JDK. */
        LATER,
        /** Not announced; worth knowing. */
        WATCH
    }

    private final String label;
    private final Horizon horizon;

    ApiRisk(String label, Horizon horizon) {
        this.label = label;
        this.horizon = horizon;
    }

    /**
     * The risk in a few words, for people.
     *
     * @return the label, without a full stop
     */
    public String label() {
        return label;
    }

    /**
     * When this risk turns into a failure.
     *
     * @return the horizon
     */
    public Horizon horizon() {
        return horizon;
    }

    /**
     * Whether a jar with such a use breaks now or on a newer JDK.
     *
     * @return true for every risk but {@link #UNSUPPORTED}
     */
    public boolean breaking() {
        return horizon != Horizon.WATCH;
    }
}
