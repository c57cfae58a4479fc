/**
 * How the attempts of a job are run, everything decided. Knows definitions and models only; safe
 * for use by any thread.
 */
@NullMarked
package dev.mayfly.jobs.internal.plan;

import org.jspecify.annotations.NullMarked;
