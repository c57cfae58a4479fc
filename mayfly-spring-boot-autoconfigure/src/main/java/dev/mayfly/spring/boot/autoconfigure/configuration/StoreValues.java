package dev.mayfly.spring.boot.autoconfigure.configuration;

import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.RetentionRule;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.Store;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.StoreType;

/** Checks what is set for the store of jobs. */
final class StoreValues {

    private static final String KEY = "mayfly.store";

    /** More would only wait for each other at the database's log. */
    private static final int MOST_WRITERS = 16;

    private StoreValues() {}

    static void check(Store store, Problems problems) {
        if (store.writers() < 1 || store.writers() > MOST_WRITERS) {
            problems.add(
                    KEY + ".writers",
                    store.writers(),
                    "There cannot be " + store.writers() + " connections that write.",
                    "Write 1 to " + MOST_WRITERS + "; 1 is the default.");
        }
        if (!store.patience().isPositive()) {
            problems.add(
                    KEY + ".patience",
                    store.patience(),
                    "Without patience every submission would be refused.",
                    "Write how long a submission may wait for the database, for instance 10s.");
        }
        rule("succeeded", store.retention().succeeded(), problems);
        rule("failed", store.retention().failed(), problems);
        rule("cancelled", store.retention().cancelled(), problems);
        if (store.type() == StoreType.FILE) {
            path(store.path(), problems);
        }
    }

    private static void rule(String state, RetentionRule rule, Problems problems) {
        String key = KEY + ".retention." + state;
        if (rule.count() != null && rule.count() < 0) {
            problems.add(
                    key + ".count",
                    rule.count(),
                    "Fewer than no jobs cannot be kept.",
                    "Write 0 to keep none, or more.");
        }
        problems.negative(key + ".age", rule.age());
    }

    /** The path becomes part of a JDBC address, in which a semicolon ends it. */
    private static void path(String path, Problems problems) {
        if (path.isBlank()) {
            problems.add(
                    KEY + ".path",
                    path,
                    "The path of the file is blank.",
                    "Write a path such as ./mayfly/jobs, which is the default.");
        } else if (path.contains(";")) {
            problems.add(
                    KEY + ".path",
                    path,
                    "The database cannot open a file with a semicolon in its path.",
                    "Write a path without one.");
        } else if (path.endsWith(".mv.db")) {
            problems.add(
                    KEY + ".path",
                    path,
                    "The database adds the ending .mv.db itself.",
                    "Write " + path.substring(0, path.length() - ".mv.db".length()) + ".");
        }
    }
}
