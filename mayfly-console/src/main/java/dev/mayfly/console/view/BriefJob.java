package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A job in one of the overview's short lists.
 *
 * @param name the job's name
 * @param href the job's page
 * @param shortId the end of the job's id
 * @param pill the job's state
 * @param line what there is to say: an error's message, a progress message or the queue
 * @param progress how far it is, absent when it does not say
 * @param at when it ended or started
 * @param elapsing whether {@code at} is the start of a duration that still grows
 */
public record BriefJob(
        String name,
        String href,
        String shortId,
        StatePill pill,
        String line,
        @Nullable Bar progress,
        Instant at,
        boolean elapsing) {}
