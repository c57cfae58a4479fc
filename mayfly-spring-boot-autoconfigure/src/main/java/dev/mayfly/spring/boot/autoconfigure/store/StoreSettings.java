package dev.mayfly.spring.boot.autoconfigure.store;

import dev.mayfly.jobs.store.Retention;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.RetentionRule;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.StoreRetention;

/** Turns what is set for stores into what stores take. */
public final class StoreSettings {

    private StoreSettings() {}

    /**
     * How long ended jobs are kept.
     *
     * @param set as configured
     * @param defaults what holds where nothing is
     * @return the rules
     */
    public static Retention retention(StoreRetention set, Retention defaults) {
        return new Retention(
                rule(set.succeeded(), defaults.succeeded()),
                rule(set.failed(), defaults.failed()),
                rule(set.cancelled(), defaults.cancelled()),
                defaults.logLinesPerJob(),
                defaults.logLinesInAll());
    }

    private static Retention.Rule rule(RetentionRule set, Retention.Rule defaults) {
        return new Retention.Rule(
                set.count() == null ? defaults.count() : set.count(),
                set.age() == null ? defaults.age() : set.age());
    }
}
