/**
 * How annotated beans become jobs, and method references names. Not API.
 *
 * <p>Depends on {@code dev.mayfly.spring}, {@code dev.mayfly.jobs}, {@code dev.mayfly.kernel} and
 * Spring. Thread rule: reading declarations happens on the thread that starts the application;
 * everything that runs or submits jobs is safe for use by any thread.
 */
@NullMarked
package dev.mayfly.spring.internal;

import org.jspecify.annotations.NullMarked;
