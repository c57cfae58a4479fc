package dev.mayfly.console.security;

import org.jspecify.annotations.Nullable;

/**
 * What a reader who was let in may do. Pages ask it for each button, and the policy for each form,
 * so that both say the same.
 *
 * @param role the reader's role
 */
public record Rights(Role role) {
    /** Of a reader who may do everything. */
    public static final Rights ALL = new Rights(Role.ADMIN);

    /** Of a reader who may only look. */
    public static final Rights LOOK = new Rights(Role.VIEWER);

    private static final String VIEWER =
            "You can look at everything and change nothing. mayfly.console.actions=all lets"
                    + " everybody act who sees this console; with Spring Security, the roles"
                    + " MAYFLY_OPERATOR and MAYFLY_ADMIN let their holders.";

    private static final String OPERATOR =
            "You can act on one job, one queue or one recurring job at a time. For many jobs at"
                    + " once, and for the limits of queues, you need the role MAYFLY_ADMIN.";

    /**
     * Why the reader may not do something.
     *
     * @param operation what
     * @return what is missing; null when nothing is
     */
    public @Nullable String refusal(Operation operation) {
        return role.includes(operation.role()) ? null : missing();
    }

    /**
     * What the reader's role does not include.
     *
     * @return one sentence or two for the reader; null when it includes everything
     */
    public @Nullable String missing() {
        return switch (role) {
            case VIEWER -> VIEWER;
            case OPERATOR -> OPERATOR;
            case ADMIN -> null;
        };
    }
}
