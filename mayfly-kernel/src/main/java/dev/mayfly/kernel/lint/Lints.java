package dev.mayfly.kernel.lint;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Asks rules from time to time, and remembers what they found: what is wrong now, and the latest
 * {@value #HISTORY} that have gone.
 *
 * <pre>{@code
 * Lints lints = Lints.on(scheduler, KernelLints.rules(scheduler));
 * lints.current().forEach(lint -> System.out.println(lint.finding().sentence()));
 * }</pre>
 *
 * <p>The rules are asked on a thread of their own, which the scheduler's clock wakes: with one that
 * is stepped, they look when time is. A rule that throws is told of once in the log; what it found
 * before stays until it looks again.
 *
 * <p>Thread rule: all methods may be called by any thread.
 */
public final class Lints implements AutoCloseable {

    /** How many lints that have gone are remembered: 100. */
    public static final int HISTORY = 100;

    /** How many lints of one rule there are at a time: 20, those that came first. */
    public static final int MOST_OF_A_RULE = 20;

    private static final System.Logger LOG = System.getLogger("dev.mayfly.lint");
    private static final Comparator<Lint> WORST_FIRST =
            Comparator.<Lint, Finding.Severity>comparing(lint -> lint.finding().severity())
                    .thenComparing(Lint::since);

    /** One rule and what it found. Touched by the one thread that looks. */
    private static final class Watched {
        private final LintRule rule;
        private final String name;
        private final long period;
        private final long linger;
        private final Map<LintSubject, Found> found = new LinkedHashMap<>();
        private long dueAt;
        private boolean failed;

        /** Asks the rule for all that does not change, so that it can do no harm by it later. */
        Watched(LintRule rule, long now) {
            this.rule = rule;
            name = rule.name();
            if (!rule.period().isPositive()) {
                throw new IllegalArgumentException(
                        "period "
                                + rule.period()
                                + " of lint \""
                                + name
                                + "\" is not more than zero");
            }
            period = rule.period().toNanos();
            linger = rule.linger().toNanos();
            dueAt = now + period;
        }
    }

    private record Found(Lint lint, long seenAt) {}

    private final Clock clock;
    private final List<Watched> watched = new ArrayList<>();
    private final Alarm alarm;
    private final Runnable forget;
    private volatile List<Lint> current = List.of();

    /** Latest first; never changed, but replaced. */
    private volatile List<Lint> history = List.of();

    private volatile boolean closed;

    private Lints(Scheduler scheduler, Collection<? extends LintRule> rules) {
        clock = scheduler.clock();
        long now = clock.nanoTime();
        var names = new TreeSet<String>();
        for (LintRule rule : rules) {
            var each = new Watched(rule, now);
            if (!names.add(each.name)) {
                throw new IllegalArgumentException(
                        "there are two lints \"" + each.name + "\"; give one another name");
            }
            watched.add(each);
        }
        alarm = clock.alarm("mayfly-lints", this::look);
        setAlarm();
        forget = scheduler.whenClosed(this::stop); // at once, where it is shut down
    }

    /**
     * Begins to look, until the scheduler is shut down.
     *
     * @param scheduler whose clock tells when
     * @param rules the rules; none is fine
     * @return what they find
     * @throws IllegalArgumentException if two rules have the same name, or one a period of zero
     */
    public static Lints on(Scheduler scheduler, Collection<? extends LintRule> rules) {
        return new Lints(Objects.requireNonNull(scheduler, "scheduler"), List.copyOf(rules));
    }

    /** {@return what is wrong now, worst first, and of the same severity the oldest first} */
    public List<Lint> current() {
        return current;
    }

    /** {@return what was wrong and has gone, the latest first, at most {@value #HISTORY}} */
    public List<Lint> history() {
        return history;
    }

    /** {@return the names of the rules that are asked, in the order given} */
    public List<String> rules() {
        return watched.stream().map(each -> each.name).toList();
    }

    /** Looks no more; what was found last stays to be read. Closing again does nothing. */
    @Override
    public void close() {
        stop();
        forget.run();
    }

    private void stop() {
        closed = true;
        alarm.close();
    }

    private void look() {
        long now = clock.nanoTime();
        Instant wall = clock.wallTime();
        var gone = new ArrayList<Lint>();
        for (Watched each : watched) {
            if (now - each.dueAt >= 0 && !closed) {
                look(each, now, wall, gone);
                // From the end of the look on: one that takes long must not fill the machine.
                each.dueAt = clock.nanoTime() + each.period;
            }
        }
        publish(gone);
        setAlarm();
    }

    private static void look(Watched each, long now, Instant wall, List<Lint> gone) {
        List<Finding> findings;
        try {
            findings = List.copyOf(each.rule.look());
            each.failed = false;
        } catch (Throwable t) { // a rule that fails must not blind the others
            if (!each.failed) {
                LOG.log(System.Logger.Level.WARNING, "lint " + each.name + " failed", t);
            }
            each.failed = true;
            return;
        }
        for (Finding finding : findings) {
            Found before = each.found.get(finding.subject());
            if (before != null || each.found.size() < MOST_OF_A_RULE) {
                Lint lint = merged(each.name, before, finding, wall);
                each.found.put(finding.subject(), new Found(lint, now));
            }
        }
        each.found
                .values()
                .removeIf(found -> {
                    boolean over = found.seenAt != now && now - found.seenAt >= each.linger;
                    if (over) {
                        gone.add(ended(found.lint, wall));
                    }
                    return over;
                });
    }

    private static Lint merged(String rule, @Nullable Found before, Finding finding, Instant wall) {
        return before == null
                ? new Lint(rule, finding, wall.minus(finding.lasting()), null, 1)
                : new Lint(rule, finding, before.lint.since(), null, before.lint.occurrences() + 1);
    }

    private static Lint ended(Lint lint, Instant at) {
        return new Lint(lint.name(), lint.finding(), lint.since(), at, lint.occurrences());
    }

    private void publish(List<Lint> gone) {
        current =
                watched.stream()
                        .flatMap(each -> each.found.values().stream())
                        .map(Found::lint)
                        .sorted(WORST_FIRST)
                        .toList();
        if (!gone.isEmpty()) {
            var all = new ArrayList<>(gone);
            all.addAll(history);
            history = List.copyOf(all.subList(0, Math.min(HISTORY, all.size())));
        }
    }

    private void setAlarm() {
        watched.stream()
                .map(each -> each.dueAt)
                .reduce((a, b) -> a - b < 0 ? a : b)
                .filter(due -> !closed)
                .ifPresent(alarm::set);
    }
}
