package dev.mayfly.console.state;

import java.time.Instant;

/**
 * The store of the jobs does not answer.
 *
 * @param since when the console noticed
 * @param cause what the store said, or did not
 */
public record StoreOutage(Instant since, String cause) {}
