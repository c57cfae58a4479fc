package dev.mayfly.jobs.handler;

import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.policy.Uniqueness;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Type;
import java.util.Set;
import java.util.function.Function;

/**
 * A job that can be submitted: its name, what goes in and out, where and how it runs.
 *
 * @param name what is stored with every submission, so it must outlive refactorings; 1 to 200
 *     characters without blanks or control characters
 * @param payloadType what the payload is decoded to; {@code Void.class} for a job without one
 * @param resultType what a stored result is decoded to; {@code Void.class} for a job without one
 * @param queue where it runs; null for the runtime's default queue
 * @param settings how its attempts are run
 * @param handler the body
 * @param aliases former names, under which stored jobs are still found
 * @param key what a job belongs to, by its payload, for queues with rules about keys: asked once,
 *     at the submission, by the submitting thread; may return null for nothing. Null where jobs
 *     have no key but one given with {@link JobOptions#withKey}
 * @param unique which of its jobs count as the same; null for none
 * @param <P> the payload's type
 * @param <R> the result's type
 */
public record JobDefinition<P extends @Nullable Object, R extends @Nullable Object>(
        String name,
        Type payloadType,
        Type resultType,
        @Nullable String queue,
        JobSettings settings,
        JobHandler<P, R> handler,
        Set<String> aliases,
        @Nullable Function<P, @Nullable String> key,
        @Nullable Uniqueness unique) {

    private static final int LONGEST_NAME = 200;

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if the name or an alias is empty, longer than 200 characters
     *     or contains a blank or control character, an alias equals the name, or the queue is blank
     */
    public JobDefinition {
        check("name", name);
        aliases = Set.copyOf(aliases);
        for (String alias : aliases) {
            check("alias", alias);
            if (alias.equals(name)) {
                throw new IllegalArgumentException(
                        "job \"" + name + "\" has its own name as an alias; leave the alias out");
            }
        }
        if (queue != null && queue.isBlank()) {
            throw new IllegalArgumentException(
                    "queue of job \"" + name + "\" is blank; leave it out for the default queue");
        }
    }

    private static void check(String what, String name) {
        boolean bad = name.chars().anyMatch(c -> c <= ' ' || c == 0x7f);
        if (name.isEmpty() || name.length() > LONGEST_NAME || bad) {
            throw new IllegalArgumentException(
                    "job "
                            + what
                            + " \""
                            + (name.length() > LONGEST_NAME ? name.substring(0, 200) + "…" : name)
                            + "\" is not 1 to 200 characters without blanks; use for instance"
                            + " \"send-invoice\"");
        }
    }

    /**
     * A definition with the default queue and settings.
     *
     * @param name what is stored with every submission
     * @param payloadType what the payload is decoded to
     * @param resultType what a stored result is decoded to
     * @param handler the body
     * @param <P> the payload's type
     * @param <R> the result's type
     * @return the definition
     */
    public static <P extends @Nullable Object, R extends @Nullable Object> JobDefinition<P, R> of(
            String name, Class<P> payloadType, Class<R> resultType, JobHandler<P, R> handler) {
        return new JobDefinition<>(
                name,
                payloadType,
                resultType,
                null,
                JobSettings.DEFAULTS,
                handler,
                Set.of(),
                null,
                null);
    }

    /**
     * This definition with another queue.
     *
     * @param queue where it runs
     * @return a copy
     */
    public JobDefinition<P, R> withQueue(String queue) {
        return new JobDefinition<>(
                name, payloadType, resultType, queue, settings, handler, aliases, key, unique);
    }

    /**
     * This definition with other settings.
     *
     * @param settings how its attempts are run
     * @return a copy
     */
    public JobDefinition<P, R> withSettings(JobSettings settings) {
        return new JobDefinition<>(
                name, payloadType, resultType, queue, settings, handler, aliases, key, unique);
    }

    /**
     * This definition with other aliases.
     *
     * @param aliases former names
     * @return a copy
     */
    public JobDefinition<P, R> withAliases(Set<String> aliases) {
        return new JobDefinition<>(
                name, payloadType, resultType, queue, settings, handler, aliases, key, unique);
    }

    /**
     * This definition with a key.
     *
     * @param key what a job belongs to, by its payload; may return null for nothing
     * @return a copy
     */
    public JobDefinition<P, R> withKey(Function<P, @Nullable String> key) {
        return new JobDefinition<>(
                name, payloadType, resultType, queue, settings, handler, aliases, key, unique);
    }

    /**
     * This definition with a rule of uniqueness for submissions that bring none of their own. Runs
     * of recurring jobs are not judged by it: their schedule says when they overlap.
     *
     * @param rule which jobs count as the same; null for none
     * @return a copy
     */
    public JobDefinition<P, R> withUnique(@Nullable Uniqueness rule) {
        return new JobDefinition<>(
                name, payloadType, resultType, queue, settings, handler, aliases, key, rule);
    }
}
