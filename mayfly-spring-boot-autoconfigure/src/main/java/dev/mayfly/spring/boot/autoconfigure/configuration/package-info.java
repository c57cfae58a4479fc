/**
 * What stands below {@code mayfly} in configuration files: the properties, the strict check of
 * their keys and values, and the analyses a user reads when the start stops because of them.
 *
 * <p>Depends on Spring Boot, {@code dev.mayfly.jobs} and {@code dev.mayfly.kernel}. Thread rule:
 * records are immutable; everything else runs once, on the thread that starts the application.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.configuration;

import org.jspecify.annotations.NullMarked;
