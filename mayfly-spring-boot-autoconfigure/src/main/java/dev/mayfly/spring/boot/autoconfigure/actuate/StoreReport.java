package dev.mayfly.spring.boot.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;

/**
 * What health and metrics tell of the store. Names no type of {@code mayfly-store-jdbc}, so that
 * both work without.
 *
 * <p>Thread rule: safe for use by any thread.
 */
@FunctionalInterface
public interface StoreReport {

    /** A store that cannot be out of reach. */
    StoreReport NONE = () -> null;

    /**
     * Why the store's database does not answer.
     *
     * @return as its driver puts it; null while it answers, as far as anybody has tried
     */
    @Nullable Throwable outage();

    /**
     * What the store has counted in this process. Asks nobody.
     *
     * @return null of a store that counts nothing
     */
    default @Nullable Figures figures() {
        return null;
    }

    /**
     * What a store has counted in this process since it was opened.
     *
     * @param outages how often its database began not to answer
     * @param leased whether this process has a lease that it may trust
     * @param leasesLost how often it lost its lease
     * @param claims how often it asked for jobs
     * @param claimed how many jobs it was given
     * @param recovered how many jobs of lost processes it made ready again
     */
    record Figures(
            long outages,
            boolean leased,
            long leasesLost,
            long claims,
            long claimed,
            long recovered) {}
}
