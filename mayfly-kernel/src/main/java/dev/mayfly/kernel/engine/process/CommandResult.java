package dev.mayfly.kernel.engine.process;

import org.jspecify.annotations.Nullable;

/**
 * What came of a program that ended with exit code 0.
 *
 * @param output its standard output, for {@link Command.Output#TEXT}; else empty
 * @param result the JSON of its last result, null where it sent none
 * @param errors the end of its standard error: the last 20 lines, and no more than 8 KiB
 */
public record CommandResult(String output, @Nullable String result, String errors) {}
