package dev.mayfly.console.security;

/**
 * What a reader may do in the console. Each role includes those before it.
 *
 * <p>Spring Security grants a role by the authority {@code ROLE_} with {@link #authority()}.
 */
public enum Role {
    /** Looks at everything and changes nothing. */
    VIEWER,

    /** Acts on one job, one queue or one recurring job at a time. */
    OPERATOR,

    /**
     * Also what concerns any number of jobs at once, and the limits that hold on all nodes until
     * somebody sets others.
     */
    ADMIN;

    /**
     * The role's name in the host application.
     *
     * @return for instance {@code MAYFLY_OPERATOR}
     */
    public String authority() {
        return "MAYFLY_" + name();
    }

    /**
     * Whether a reader with this role may do what another role may.
     *
     * @param needed the other role
     * @return true for the same role and those before it
     */
    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }
}
