/**
 * The primitive "await": a value that comes later, once.
 *
 * <p>Depends on {@code dev.mayfly.agents.capability}, {@code dev.mayfly.agents.internal.outside}
 * and the kernel. Thread rule: every type is safe for use by any thread.
 */
@NullMarked
package dev.mayfly.agents.primitive.promise;

import org.jspecify.annotations.NullMarked;
