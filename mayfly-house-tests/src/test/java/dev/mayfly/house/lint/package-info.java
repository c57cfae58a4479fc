/**
 * Error Prone, NullAway, javac's own lint and doclint over the main sources of all modules.
 *
 * <p>May depend on {@code dev.mayfly.house.source} and on its tool, and on no other rule. Threads:
 * everything here runs on the test's own thread.
 */
@NullMarked
package dev.mayfly.house.lint;

import org.jspecify.annotations.NullMarked;
