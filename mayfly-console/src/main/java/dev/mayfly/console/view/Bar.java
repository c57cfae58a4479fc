package dev.mayfly.console.view;

/**
 * A progress bar.
 *
 * @param done the part that is done
 * @param total the whole, at least 1
 * @param label the same in words, for instance {@code 340 of 812}
 */
public record Bar(long done, long total, String label) {}
