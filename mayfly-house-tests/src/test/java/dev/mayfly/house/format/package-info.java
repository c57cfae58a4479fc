/**
 * The house format, checked and applied.
 *
 * <p>May depend on {@code dev.mayfly.house.source} and on its tool, and on no other rule. Threads:
 * everything here runs on the test's own thread.
 */
@NullMarked
package dev.mayfly.house.format;

import org.jspecify.annotations.NullMarked;
