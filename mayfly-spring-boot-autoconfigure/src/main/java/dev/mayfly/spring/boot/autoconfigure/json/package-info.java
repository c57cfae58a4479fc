/**
 * Payloads and results as JSON, by the application's own Jackson.
 *
 * <p>Depends on Jackson 3 and {@code dev.mayfly.jobs}. Thread rule: any thread.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.json;

import org.jspecify.annotations.NullMarked;
