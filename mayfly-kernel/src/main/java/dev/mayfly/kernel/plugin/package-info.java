/**
 * Plugins: engines, and what other modules name as services, from jars of their own, each in a
 * class loader that sees Mayfly's API and the JDK and nothing of the application.
 *
 * <p>Depends on {@code dev.mayfly.kernel.engine}. Thread rule: stated on each type.
 */
@NullMarked
package dev.mayfly.kernel.plugin;

import org.jspecify.annotations.NullMarked;
