package dev.mayfly.jobs.internal.admit;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.model.JobOptions;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/** Where the keys of jobs come from. */
public final class Keys {

    private Keys() {}

    /**
     * Adds the key that a definition finds in a payload, unless the options have one.
     *
     * @param definition of the job
     * @param payload the payload
     * @param options of the submission
     * @return the options, with a key if there is one
     * @throws PayloadException if the definition cannot tell, or what it tells is no key
     */
    @SuppressWarnings("unchecked") // the payload was encoded, so it is of the definition's type
    public static JobOptions added(
            JobDefinition<?, ?> definition, @Nullable Object payload, JobOptions options) {
        var key = (Function<@Nullable Object, @Nullable String>) definition.key();
        if (key == null || options.key() != null) {
            return options;
        }
        try {
            String found = key.apply(payload);
            return found == null ? options : options.withKey(found);
        } catch (RuntimeException e) {
            throw new PayloadException(
                    "the key of job \""
                            + definition.name()
                            + "\" cannot be told from its payload: "
                            + e.getMessage(),
                    e);
        }
    }
}
