/**
 * The jobs of an audit: one walks the folder and submits, one inspects a jar, one sums a file up,
 * one starts an audit each night.
 *
 * <p>May depend on {@code audit}, {@code inspect}, {@code jdk}, {@code tally} and Mayfly. Job
 * methods run on the threads of their queue's engine, many at a time; {@link
 * dev.mayfly.sample.jarwatch.job.Audits} and {@link dev.mayfly.sample.jarwatch.job.Audit} are safe
 * for concurrent use.
 */
@NullMarked
package dev.mayfly.sample.jarwatch.job;

import org.jspecify.annotations.NullMarked;
