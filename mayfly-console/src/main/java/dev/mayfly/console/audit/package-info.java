/**
 * What was done in the console and what was refused, by whom: kept in memory within bounds, written
 * to a log, and told to whoever listens.
 *
 * <p>May depend on the JDK and SLF4J only. All types are safe for use by any thread.
 */
@NullMarked
package dev.mayfly.console.audit;

import org.jspecify.annotations.NullMarked;
