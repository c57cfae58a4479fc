package dev.mayfly.house.source;

import java.nio.file.Path;

/**
 * A rule broken at a place. Its text form is {@code path:line: message}, which terminals and IDEs
 * turn into a link.
 *
 * @param path the file
 * @param line the line, counted from 1
 * @param message what is wrong and what to do
 */
public record Violation(Path path, long line, String message) {

    @Override
    public String toString() {
        return path + ":" + line + ": " + message;
    }
}
