/**
 * The machinery of the job runtime. Not API: nothing outside this module may use it.
 *
 * <p>Depends on the packages of this module below {@code dev.mayfly.jobs} and on the kernel. Thread
 * rule: each class says how it is shared; time comes from the scheduler's clock only.
 */
@NullMarked
package dev.mayfly.jobs.internal;

import org.jspecify.annotations.NullMarked;
