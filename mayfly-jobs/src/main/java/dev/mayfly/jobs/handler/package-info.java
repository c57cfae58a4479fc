/**
 * What the author of a job writes against and holds: handler, context, handle, definition,
 * registry; and the places where an application hooks in.
 *
 * <p>Depends on {@code dev.mayfly.jobs.model} and on the kernel's tasks. Thread rule: stated on
 * each type.
 */
@NullMarked
package dev.mayfly.jobs.handler;

import org.jspecify.annotations.NullMarked;
