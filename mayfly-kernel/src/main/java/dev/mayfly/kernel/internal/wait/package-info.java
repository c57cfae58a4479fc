/**
 * Waits, ended once by whoever comes first. Not API.
 *
 * <p>Depends on {@code dev.mayfly.kernel.schedule} and {@code .platform}. Thread rule: stated on
 * each type.
 */
@NullMarked
package dev.mayfly.kernel.internal.wait;

import org.jspecify.annotations.NullMarked;
