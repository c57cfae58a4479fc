/**
 * Carries traces from whoever submits to what runs: into jobs through their envelopes, so that
 * retries and other processes continue the same trace, and into plain tasks through the submitting
 * thread.
 *
 * <p>Depends on Micrometer Observation and Tracing, {@code dev.mayfly.jobs} and {@code
 * dev.mayfly.kernel}. Thread rule: any thread.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.tracing;

import org.jspecify.annotations.NullMarked;
