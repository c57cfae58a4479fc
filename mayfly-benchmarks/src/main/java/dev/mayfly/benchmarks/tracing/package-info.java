/**
 * What traces cost a job.
 *
 * <p>Depends on Mayfly's integration with Spring Boot for the interceptors, and on OpenTelemetry's
 * own kit behind Micrometer, as an application has it. Thread rule: stated by each class.
 */
@NullMarked
package dev.mayfly.benchmarks.tracing;

import org.jspecify.annotations.NullMarked;
