/** The lease of a process. */
@NullMarked
package dev.mayfly.jobs.internal.share;

import org.jspecify.annotations.NullMarked;
