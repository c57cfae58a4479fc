package dev.mayfly.console.web;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Somebody acted in the console. Published as an application event and written to the log {@code
 * dev.mayfly.console.audit}.
 *
 * @param verb {@code cancel}, {@code retry}, {@code signal}, {@code pause}, {@code resume}, {@code
 *     pause-recurring}, {@code resume-recurring} or {@code demo}
 * @param target the job's id, the queue's name or the recurring job's id
 * @param reason what the user gave as the reason, or the name of the signal; null where none is
 *     asked for
 * @param user the user's name as Spring Security knows it, or {@code anonymous}
 * @param address where the request came from
 * @param changed whether anything changed: a job that has ended cannot be cancelled any more
 * @param at when
 */
public record ConsoleAction(
        String verb,
        String target,
        @Nullable String reason,
        String user,
        String address,
        boolean changed,
        Instant at) {}
