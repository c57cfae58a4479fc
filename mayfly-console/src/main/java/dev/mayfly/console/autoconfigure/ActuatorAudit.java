package dev.mayfly.console.autoconfigure;

import dev.mayfly.console.audit.AuditEntry;
import dev.mayfly.console.audit.AuditEntry.Outcome;
import dev.mayfly.console.audit.AuditListener;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Tells Spring Boot's audit. With an {@code AuditEventRepository} of the host's, the entries are in
 * it and at {@code /actuator/auditevents}.
 */
final class ActuatorAudit implements AuditListener {
    static final String ACTION = "MAYFLY_CONSOLE_ACTION";
    static final String REFUSED = "MAYFLY_CONSOLE_REFUSED";

    private final ApplicationEventPublisher events;

    ActuatorAudit(ApplicationEventPublisher events) {
        this.events = events;
    }

    @Override
    public void onEntry(AuditEntry entry) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("action", entry.action());
        data.put("target", entry.target());
        data.put("outcome", entry.outcome().name().toLowerCase(Locale.ROOT));
        data.put("address", entry.address());
        String detail = entry.detail();
        if (detail != null) {
            data.put("detail", detail);
        }
        events.publishEvent(
                new AuditApplicationEvent(
                        new AuditEvent(
                                entry.at(),
                                entry.actor(),
                                entry.outcome() == Outcome.REFUSED ? REFUSED : ACTION,
                                data)));
    }
}
