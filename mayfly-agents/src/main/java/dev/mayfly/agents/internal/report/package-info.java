/**
 * What recordings of the JVM hold of agents.
 *
 * <p>Depends on {@code event} and {@code agent} and the JDK's flight recorder. Thread rule: any
 * thread.
 */
@NullMarked
package dev.mayfly.agents.internal.report;

import org.jspecify.annotations.NullMarked;
