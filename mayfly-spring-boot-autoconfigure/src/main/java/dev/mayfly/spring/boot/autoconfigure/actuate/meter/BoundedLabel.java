package dev.mayfly.spring.boot.autoconfigure.actuate.meter;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of one label: the first that come are kept, and all that come when there is no more
 * room share {@value #OTHER}. Each value is a time series, or a dozen, in every database that
 * scrapes the application, for as long as it keeps them.
 *
 * <p>Thread rule: safe for use by any thread; a value that was seen before costs one look-up.
 */
public final class BoundedLabel {

    /** What values share for which there is no room. */
    public static final String OTHER = "other";

    private final int most;
    private final Set<String> values = ConcurrentHashMap.newKeySet();

    /**
     * A label without values.
     *
     * @param most how many values it has at most, {@value #OTHER} not counted; 1 or more
     * @throws IllegalArgumentException if that is below 1
     */
    public BoundedLabel(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a label of at most " + most + " values is none");
        }
        this.most = most;
    }

    /**
     * What to write for a value.
     *
     * @param value the value
     * @return the value itself, or {@value #OTHER}
     */
    public String of(String value) {
        return values.contains(value) || added(value) ? value : OTHER;
    }

    private synchronized boolean added(String value) {
        return values.contains(value) || values.size() < most && values.add(value);
    }
}
