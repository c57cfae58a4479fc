/**
 * Jobs as plain data: what was submitted, where it stands, what may happen to it next.
 *
 * <p>Everything here can be stored and sent; nothing names a class of the application except as
 * text. Depends on {@code dev.mayfly.jobs.schedule} and on the kernel's priorities. Thread rule:
 * all types are immutable.
 */
@NullMarked
package dev.mayfly.jobs.model;

import org.jspecify.annotations.NullMarked;
