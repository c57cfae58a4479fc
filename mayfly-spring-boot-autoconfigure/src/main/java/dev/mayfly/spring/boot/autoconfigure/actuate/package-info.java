/**
 * What Mayfly tells operators: metrics, health, and a dump of its state over HTTP and at shutdown.
 *
 * <p>Depends on Micrometer, the actuator, {@code dev.mayfly.jobs}, {@code dev.mayfly.kernel} and,
 * in what its name says, {@code dev.mayfly.agents}. Thread rule: any thread.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
