package dev.mayfly.console.web;

import java.time.Instant;

/**
 * Somebody acted in the console. Published as an application event and written to the log {@code
 * dev.mayfly.console.audit}.
 *
 * @param verb {@code cancel}, {@code retry}, {@code pause}, {@code resume} or {@code demo}
 * @param target the job's id or the queue's name
 * @param user the user's name as Spring Security knows it, or {@code anonymous}
 * @param address where the request came from
 * @param changed whether anything changed: a job that has ended cannot be cancelled any more
 * @param at when
 */
public record ConsoleAction(
        String verb, String target, String user, String address, boolean changed, Instant at) {}
