package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One job in a list.
 *
 * @param id the element's id, made of the job's id
 * @param name the job's name
 * @param href the job's page
 * @param shortId the end of the job's id
 * @param queue the queue's name, absent in the list of one queue
 * @param pill the state
 * @param line why it is where it is, or what it says about its progress
 * @param progress how far it is, absent when it does not say or does not run
 * @param attempts for instance {@code 1 of 3}; empty before the first
 * @param submittedAt when it was handed in
 * @param runningSince when the present attempt started, while it runs
 * @param took how long it ran in words, once it ended; empty before
 * @param tick what is sent where the row is ticked; absent where rows cannot be
 */
public record JobRow(
        String id,
        String name,
        String href,
        String shortId,
        @Nullable String queue,
        StatePill pill,
        String line,
        @Nullable Bar progress,
        String attempts,
        Instant submittedAt,
        @Nullable Instant runningSince,
        String took,
        @Nullable String tick) {}
