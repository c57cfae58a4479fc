/**
 * Audits a set of jars: where they are, and what their inspections add up to.
 *
 * <p>May depend on the JDK and on {@code dev.mayfly.sample.jarwatch.inspect} and {@code jdk}.
 * {@link dev.mayfly.sample.jarwatch.audit.AuditLedger} is safe for concurrent use; a {@link
 * dev.mayfly.sample.jarwatch.audit.JarWalk} belongs to one thread; all else is immutable.
 */
@NullMarked
package dev.mayfly.sample.jarwatch.audit;

import org.jspecify.annotations.NullMarked;
