/**
 * Ties the scheduler to the application: when tasks may start, when recurring jobs begin, when
 * agents live, and how everything stops.
 *
 * <p>Depends on {@code dev.mayfly.jobs}, {@code dev.mayfly.agents}, {@code dev.mayfly.kernel} and
 * Spring. Thread rule: callbacks come from the threads that start and stop the application.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.lifecycle;

import org.jspecify.annotations.NullMarked;
