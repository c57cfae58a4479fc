/**
 * Rules that can be read off a source file's syntax: sizes, Javadoc, package descriptions,
 * sleeping.
 *
 * <p>May depend on {@code dev.mayfly.house.source} and on its tool, and on no other rule. Threads:
 * everything here runs on the test's own thread.
 */
@NullMarked
package dev.mayfly.house.rule;

import org.jspecify.annotations.NullMarked;
