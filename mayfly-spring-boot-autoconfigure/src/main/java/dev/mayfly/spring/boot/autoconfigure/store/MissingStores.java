package dev.mayfly.spring.boot.autoconfigure.store;

import dev.mayfly.spring.boot.autoconfigure.configuration.ConfiguredValues;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyConfigurationException;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.StoreType;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import java.util.Locale;

/** Says what a store needs that is not on the class path. Names classes by their names only. */
public final class MissingStores {

    private MissingStores() {}

    /**
     * Why there is no store of a type.
     *
     * @param type which was asked for
     * @param environment knows where
     * @param classes what is on the class path
     * @return to be thrown
     */
    public static MayflyConfigurationException explain(
            StoreType type, Environment environment, @Nullable ClassLoader classes) {
        String missing = missing(type, classes);
        String word = type.name().toLowerCase(Locale.ROOT);
        if (missing == null) {
            return ConfiguredValues.refused(
                    environment,
                    "mayfly.store.type",
                    word,
                    "The type of store is not written as it is called.",
                    "Write " + word + ".");
        }
        return ConfiguredValues.refused(
                environment,
                "mayfly.store.type",
                word,
                "A store of type "
                        + word
                        + " needs "
                        + missing
                        + ", which is not on the class path.",
                "Add the dependency "
                        + missing
                        + ", or set mayfly.store.type to memory, where jobs that have not ended are"
                        + " lost with the process.");
    }

    private static @Nullable String missing(StoreType type, @Nullable ClassLoader classes) {
        if (isAbsent("dev.mayfly.store.jdbc.JdbcJobStore", classes)) {
            return "dev.mayfly:mayfly-store-jdbc";
        }
        if (type == StoreType.FILE) {
            return isAbsent("org.h2.jdbcx.JdbcConnectionPool", classes)
                    ? "com.h2database:h2"
                    : null;
        }
        boolean absent =
                isAbsent(
                                "org.springframework.boot.jdbc.init."
                                        + "PropertiesBasedDataSourceScriptDatabaseInitializer",
                                classes)
                        || isAbsent(
                                "org.springframework.transaction.support"
                                        + ".TransactionSynchronizationManager",
                                classes);
        return absent ? "org.springframework.boot:spring-boot-starter-jdbc" : null;
    }

    private static boolean isAbsent(String name, @Nullable ClassLoader classes) {
        return !ClassUtils.isPresent(name, classes);
    }
}
