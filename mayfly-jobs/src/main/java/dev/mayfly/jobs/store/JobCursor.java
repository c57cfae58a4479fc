package dev.mayfly.jobs.store;

/**
 * A place between two pages. Opaque: only the store that made it can read it. Safe in addresses.
 *
 * @param value letters, digits, hyphens
 */
public record JobCursor(String value) {}
