package dev.mayfly.console.audit;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * Which entries are asked for. Names are looked for in any letters, large or small, and a part is
 * enough; an action is meant whole.
 *
 * @param actor a part of the user's name, null for all
 * @param action the action, null for all
 * @param target a part of what it was about, null for all
 */
public record AuditQuery(@Nullable String actor, @Nullable String action, @Nullable String target) {
    /** All that are kept. */
    public static final AuditQuery ALL = new AuditQuery(null, null, null);

    /**
     * Whether an entry is asked for.
     *
     * @param entry the entry
     * @return true if all that was named is so
     */
    public boolean matches(AuditEntry entry) {
        return has(entry.actor(), actor)
                && (action == null || action.equals(entry.action()))
                && has(entry.target(), target);
    }

    private static boolean has(String text, @Nullable String part) {
        return part == null
                || text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
