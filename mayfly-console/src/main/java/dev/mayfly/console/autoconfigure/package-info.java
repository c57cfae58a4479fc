/**
 * Puts the console into a Spring Boot application: {@code mayfly.console.*} and the beans.
 *
 * <p>May depend on everything. Runs at start-up only, on the starting thread.
 */
@NullMarked
package dev.mayfly.console.autoconfigure;

import org.jspecify.annotations.NullMarked;
