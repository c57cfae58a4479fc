package dev.mayfly.jobs.store;

/**
 * What a store is and promises.
 *
 * @param type as in the configuration, for instance {@code memory}
 * @param durable true if an accepted job outlives the process
 * @param description one sentence for people that says what a crash loses
 */
public record StoreInfo(String type, boolean durable, String description) {}
