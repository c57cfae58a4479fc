/**
 * When recurring jobs run: schedules as plain data, each a pure function from an instant to the
 * next.
 *
 * <p>Depends on the JDK and, inside {@link dev.mayfly.jobs.schedule.Cron} only, on cron-utils.
 * Thread rule: all types are immutable.
 */
@NullMarked
package dev.mayfly.jobs.schedule;

import org.jspecify.annotations.NullMarked;
