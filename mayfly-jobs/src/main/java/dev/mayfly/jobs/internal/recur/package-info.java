/**
 * Which runs of a recurring job are due. Pure functions of recurring jobs and times; knows models
 * and schedules only.
 */
@NullMarked
package dev.mayfly.jobs.internal.recur;

import org.jspecify.annotations.NullMarked;
