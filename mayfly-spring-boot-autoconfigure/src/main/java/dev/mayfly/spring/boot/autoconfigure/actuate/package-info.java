/**
 * What Mayfly tells operators: metrics, health, and a dump of its state over HTTP and at shutdown.
 *
 * <p>Depends on Micrometer, the actuator, {@code dev.mayfly.jobs} and {@code dev.mayfly.kernel}.
 * Thread rule: any thread.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
