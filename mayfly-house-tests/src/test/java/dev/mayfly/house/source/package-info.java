/**
 * Finds the repository's modules and sources and parses them.
 *
 * <p>May depend on the JDK alone. Threads: everything here runs on the test's own thread.
 */
@NullMarked
package dev.mayfly.house.source;

import org.jspecify.annotations.NullMarked;
