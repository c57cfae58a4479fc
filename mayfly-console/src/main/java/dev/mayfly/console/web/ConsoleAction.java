package dev.mayfly.console.web;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Somebody acted in the console. Published as an application event and written to the log {@code
 * dev.mayfly.console.audit}. An action on many jobs is told twice: as it begins, with {@code
 * counted: 3} as its reason and nothing changed yet, and at its end, with {@code jobs: 3}. Where
 * the second is missing, the process was lost in between.
 *
 * @param verb {@code cancel}, {@code retry}, {@code retry-from-the-start}, {@code signal}, {@code
 *     pause}, {@code resume}, {@code limit}, {@code reset}, {@code pause-recurring}, {@code
 *     resume-recurring}, {@code run-recurring}, {@code cancel-batch}, {@code retry-all}, {@code
 *     retry-from-the-start-all}, {@code cancel-all}, {@code retry-ticked}, {@code
 *     retry-from-the-start-ticked}, {@code cancel-ticked}, {@code demo}, {@code open-dump} or
 *     {@code close-dump}
 * @param target the job's id, the queue's name, the recurring job's or the batch's id; for many
 *     jobs the address of their list, for instance {@code /jobs?state=failed}, and for ticked ones
 *     their ids with blanks between them
 * @param reason what the user gave as the reason, the name of the signal, the new limits, the id of
 *     the job that was submitted, or how many jobs were concerned; null where there is none
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
