/**
 * What the store counts and records of itself.
 *
 * <p>Depends on {@code dev.mayfly.jobs} and the JDK's flight recorder. Thread rule: any thread.
 */
@NullMarked
package dev.mayfly.store.jdbc.internal.report;

import org.jspecify.annotations.NullMarked;
