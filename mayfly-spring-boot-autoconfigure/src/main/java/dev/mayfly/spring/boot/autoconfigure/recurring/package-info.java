/**
 * Recurring jobs over the actuator.
 *
 * <p>Depends on the jobs only. Thread rule: the endpoint may be used by any thread.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.recurring;

import org.jspecify.annotations.NullMarked;
