package dev.mayfly.jobs.policy;

import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What the decision of a queue rests on at one moment, for explanations.
 *
 * @param taken how many jobs of the queue are taken and have not ended, on all nodes
 * @param oldest of these the one that was taken first; null if there is none
 * @param nextByRate how long until the rate allows the next job; zero if it does now, or there is
 *     none
 * @param keyTaken how many jobs of the key asked for are taken and have not ended
 * @param keyHolder one of these; null if there is none
 * @param first the job of the key that goes before the one asked for; null if none does
 */
public record QueueLoad(
        long taken,
        @Nullable JobRecord oldest,
        Duration nextByRate,
        long keyTaken,
        @Nullable JobRecord keyHolder,
        @Nullable JobRecord first) {}
