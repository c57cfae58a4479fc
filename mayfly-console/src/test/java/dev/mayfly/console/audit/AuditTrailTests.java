package dev.mayfly.console.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.console.audit.AuditEntry.Outcome;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class AuditTrailTests {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    private final List<AuditEntry> told = new ArrayList<>();
    private final AuditTrail trail = new AuditTrail(told::add);

    private static AuditEntry done(int second, String actor, String target) {
        return new AuditEntry(
                NOON.plusSeconds(second), actor, "127.0.0.1", "pause", target, Outcome.DONE, "x");
    }

    private static AuditEntry refused(int second, String address, String target) {
        return new AuditEntry(
                NOON.plusSeconds(second),
                "anonymous",
                address,
                "look",
                target,
                Outcome.REFUSED,
                "This name is not allowed");
    }

    @Test
    void theLatestComesFirstAndIsFoundByPartsOfNames() {
        trail.add(done(1, "Ada", "mail"));
        trail.add(refused(2, "10.0.0.1", "/jobs"));
        trail.add(done(3, "bob", "reports"));
        assertThat(trail.latest(AuditQuery.ALL, 10))
                .extracting(AuditEntry::target)
                .containsExactly("reports", "/jobs", "mail");
        assertThat(trail.latest(AuditQuery.ALL, 1)).hasSize(1);
        assertThat(trail.latest(new AuditQuery("AD", null, null), 10))
                .extracting(AuditEntry::actor)
                .containsExactly("Ada");
        assertThat(trail.latest(new AuditQuery(null, "look", null), 10)).hasSize(1);
        assertThat(trail.latest(new AuditQuery(null, "loo", null), 10)).isEmpty();
        assertThat(trail.latest(new AuditQuery(null, null, "Report"), 10)).hasSize(1);
    }

    @Test
    void aFloodOfRefusalsPushesOutNoActionAndIsToldWithinBounds() {
        trail.add(done(0, "ada", "mail"));
        for (int i = 0; i < 5_000; i++) {
            trail.add(refused(1, "10.0.0." + i, "/" + i));
        }
        assertThat(trail.latest(AuditQuery.ALL, 10_000))
                .hasSize(1 + AuditTrail.MOST_REFUSALS)
                .anyMatch(entry -> entry.actor().equals("ada"));
        assertThat(told).hasSize(1 + AuditTrail.MOST_TOLD);
        trail.add(refused(62, "10.1.1.1", "/"));
        assertThat(told).as("a minute later").hasSize(2 + AuditTrail.MOST_TOLD);
    }

    @Test
    void refusalsThatAreAlikeWithinAMinuteAreOneWithACount() {
        trail.add(refused(0, "10.0.0.1", "/jobs"));
        trail.add(refused(30, "10.0.0.1", "/tasks"));
        trail.add(refused(89, "10.0.0.1", "/agents"));
        trail.add(refused(30, "10.0.0.2", "/tasks"));
        assertThat(trail.latest(AuditQuery.ALL, 10))
                .extracting(AuditEntry::address, AuditEntry::target, AuditEntry::times)
                .containsExactly(tuple("10.0.0.1", "/agents", 3), tuple("10.0.0.2", "/tasks", 1));
        assertThat(told).hasSize(2);
        trail.add(refused(149, "10.0.0.1", "/late"));
        assertThat(trail.latest(AuditQuery.ALL, 10)).hasSize(3);
    }

    @Test
    void noMoreActionsThanItsBoundAreKept() {
        for (int i = 0; i < AuditTrail.MOST_ACTIONS + 10; i++) {
            trail.add(done(i, "ada", "q" + i));
        }
        assertThat(trail.latest(AuditQuery.ALL, 10_000))
                .hasSize(AuditTrail.MOST_ACTIONS)
                .noneMatch(entry -> entry.target().equals("q9"));
    }

    @Test
    void aTextIsCutAndWritesNoLinesOfItsOwn() {
        trail.add(done(0, "ada\nConsole: all is well", "x".repeat(5_000)));
        AuditEntry kept = trail.latest(AuditQuery.ALL, 1).getFirst();
        assertThat(kept.actor()).isEqualTo("ada?Console: all is well");
        assertThat(kept.target()).hasSize(AuditEntry.LONGEST).endsWith("…");
    }

    @Test
    void whoListensAndFailsFailsAlone() {
        AuditTrail unlucky =
                new AuditTrail(entry -> {
                    throw new IllegalStateException("the records are full");
                });
        unlucky.add(done(0, "ada", "mail"));
        assertThat(unlucky.latest(AuditQuery.ALL, 1)).hasSize(1);
    }
}
