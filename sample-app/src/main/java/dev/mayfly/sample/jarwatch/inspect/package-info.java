/**
 * Inspects one jar: what it needs, what it holds, and what of the JDK it uses that is going away.
 *
 * <p>Jars are untrusted input. Nothing is extracted or loaded, entries are streamed within the
 * bounds of {@link dev.mayfly.sample.jarwatch.inspect.InspectionLimits}, and whatever is wrong with
 * a file ends in one {@link dev.mayfly.sample.jarwatch.inspect.JarInspectionException} that names
 * the file, the entry and the reason.
 *
 * <p>May depend on the JDK and {@code dev.mayfly.sample.jarwatch.jdk}. Public types are immutable;
 * a {@link dev.mayfly.sample.jarwatch.inspect.JarInspector} serves any number of threads at once.
 */
@NullMarked
package dev.mayfly.sample.jarwatch.inspect;

import org.jspecify.annotations.NullMarked;
