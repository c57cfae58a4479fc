/**
 * How tasks are accounted for, and whom the kernel tells. Not API.
 *
 * <p>Depends on {@code dev.mayfly.kernel.event} and {@code .task}. Thread rule: stated on each
 * type.
 */
@NullMarked
package dev.mayfly.kernel.internal.report;

import org.jspecify.annotations.NullMarked;
