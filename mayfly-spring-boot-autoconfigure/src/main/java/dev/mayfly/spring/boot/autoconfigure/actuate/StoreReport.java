package dev.mayfly.spring.boot.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;

/**
 * What health tells of the store. Names no type of {@code mayfly-store-jdbc}, so that it works
 * without.
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
}
