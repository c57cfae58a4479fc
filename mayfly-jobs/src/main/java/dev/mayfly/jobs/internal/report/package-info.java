/**
 * What recordings of the JVM hold of jobs.
 *
 * <p>Depends on {@code model} and the JDK's flight recorder. Thread rule: any thread.
 */
@NullMarked
package dev.mayfly.jobs.internal.report;

import org.jspecify.annotations.NullMarked;
