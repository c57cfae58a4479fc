package dev.mayfly.console.audit;

/**
 * Hears what is done in the console and what is refused, for instance to write it into a system of
 * records. Every bean of this type is told.
 */
@FunctionalInterface
public interface AuditListener {

    /**
     * Somebody did something, or was not let. Called on the thread that answers the request: the
     * reader waits meanwhile. What is thrown is logged and goes no further. Of refusals, those that
     * are alike are told once a minute.
     *
     * @param entry what happened
     */
    void onEntry(AuditEntry entry);
}
