package dev.mayfly.crash;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mayfly.crash.control.Controller;

/** Whether tests can have a PostgreSQL; where it is required they fail without. */
final class Postgres {

    private Postgres() {}

    static void assumeInstalled() {
        boolean required = Boolean.parseBoolean(System.getenv("MAYFLY_REQUIRE_POSTGRESQL"));
        assumeTrue(
                required || Controller.hasPostgres(),
                "there is no PostgreSQL: install it (Debian: postgresql) to crash it");
    }
}
