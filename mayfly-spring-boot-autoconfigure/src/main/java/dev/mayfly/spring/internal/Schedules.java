package dev.mayfly.spring.internal;

import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.spring.JobDeclarationException;
import dev.mayfly.spring.MayflyJob;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Reads when a job recurs from its annotation. */
final class Schedules {

    private final AnnotationText text;

    Schedules(AnnotationText text) {
        this.text = text;
    }

    /** The schedule; null for a job that does not recur. */
    @Nullable Schedule read(MayflyJob job, boolean hasPayload, String place) {
        String cron = text.resolve(job.cron());
        if (cron.equals(MayflyJob.NEVER)) {
            return null;
        }
        Duration rate = text.duration(job.fixedRate(), "fixedRate", place);
        String zone = text.resolve(job.zone());
        if (cron.isEmpty() && !zone.isEmpty()) {
            throw new JobDeclarationException(
                    place,
                    "It has the zone \"" + zone + "\" and no cron expression.",
                    "Add cron = \"0 3 * * *\", for instance, or remove zone.");
        }
        if (cron.isEmpty() && rate == null) {
            return null;
        }
        if (!cron.isEmpty() && rate != null) {
            throw new JobDeclarationException(
                    place,
                    "It has both cron = \"" + cron + "\" and fixedRate.",
                    "Keep one of them.");
        }
        if (hasPayload) {
            throw new JobDeclarationException(
                    place,
                    "The job recurs and takes a payload, which nobody would give it.",
                    "Remove the payload parameter, or submit the job from another one that"
                            + " recurs.");
        }
        try {
            return rate != null ? Schedule.every(rate) : Schedule.cron(cron, zone(zone, place));
        } catch (IllegalArgumentException e) {
            throw invalid(rate != null, String.valueOf(e.getMessage()), place);
        }
    }

    /** What becomes of runs at a bad time; rules without a schedule are a mistake. */
    RecurringRules rules(MayflyJob job, @Nullable Schedule schedule, String place) {
        Duration window = text.duration(job.catchUpWindow(), "catchUpWindow", place);
        Duration spread = text.duration(job.spread(), "spread", place);
        RecurringRules rules = RecurringRules.DEFAULT;
        try {
            rules =
                    new RecurringRules(
                            job.overlap(),
                            job.catchUp(),
                            window == null ? rules.catchUpWindow() : window,
                            spread == null ? rules.spread() : spread);
            if (schedule != null) {
                rules.checkAgainst(schedule, Instant.EPOCH);
            }
        } catch (IllegalArgumentException e) {
            throw new JobDeclarationException(
                    place,
                    sentence(String.valueOf(e.getMessage())),
                    "Write for instance catchUpWindow = \"6h\" and spread = \"30s\".");
        }
        boolean recurs = !text.resolve(job.cron()).isEmpty() || !job.fixedRate().isEmpty();
        if (!recurs && !rules.equals(RecurringRules.DEFAULT)) {
            throw new JobDeclarationException(
                    place,
                    "It has rules for runs that come at a bad time, and does not recur.",
                    "Add cron or fixedRate, or remove overlap, catchUp, catchUpWindow and spread.");
        }
        return rules;
    }

    private static String sentence(String reason) {
        return Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".";
    }

    private static JobDeclarationException invalid(boolean rate, String reason, String place) {
        return new JobDeclarationException(
                place,
                sentence(reason),
                rate
                        ? "Write a duration, for instance fixedRate = \"30s\"."
                        : "Write minute, hour, day of month, month and day of week (with seconds in"
                                + " front, if you like), for instance cron = \"0 3 * * *\" for each"
                                + " night at three.");
    }

    private static ZoneId zone(String zone, String place) {
        if (zone.isEmpty()) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            String nearest = Nearest.to(zone, ZoneId.getAvailableZoneIds());
            throw new JobDeclarationException(
                    place,
                    "There is no time zone \"" + zone + "\".",
                    nearest == null
                            ? "Write a name such as \"Europe/Berlin\" or \"UTC\"."
                            : "Did you mean \"" + nearest + "\"?");
        }
    }
}
