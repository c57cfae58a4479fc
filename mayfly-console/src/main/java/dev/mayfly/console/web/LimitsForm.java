package dev.mayfly.console.web;

import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.jobs.policy.RateLimit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.MultiValueMap;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * Reads the limits of a queue as a reader has written them. An empty field is no limit, and for
 * each node what that node is configured to.
 */
final class LimitsForm {
    private static final int LONGEST = 20;

    private final MultiValueMap<String, String> form;

    private LimitsForm(MultiValueMap<String, String> form) {
        this.form = form;
    }

    /**
     * Reads a form.
     *
     * @param form what was sent
     * @param order the order within a key, which no form changes
     * @return the limits
     * @throws IllegalArgumentException if a field cannot be read, or the limits are not possible;
     *     names the field and what to write
     */
    static QueueLimits read(MultiValueMap<String, String> form, KeyOrder order) {
        LimitsForm fields = new LimitsForm(form);
        return new QueueLimits(
                fields.number("per-node", "the concurrency on each node"),
                fields.number("global", "the concurrency on all nodes"),
                order.isFifo() ? null : fields.number("per-key", "the concurrency per key"),
                fields.rate(),
                order);
    }

    /**
     * Reads the engine and the priority of a form.
     *
     * @param form what was sent
     * @return where the queue's jobs run; what is empty is as each node is configured
     * @throws IllegalArgumentException if a field cannot be read, or there is no such priority
     */
    static QueueRouting routing(MultiValueMap<String, String> form) {
        LimitsForm fields = new LimitsForm(form);
        String engine = fields.text("engine", QueueRouting.LONGEST_NAME);
        return new QueueRouting(
                engine.isEmpty() ? null : engine, fields.number("priority", "the priority"));
    }

    private @Nullable RateLimit rate() {
        Integer permits = number("permits", "the rate's number of jobs");
        String period = text("period");
        Integer burst = number("burst", "the burst");
        if (permits == null && period.isEmpty() && burst == null) {
            return null;
        }
        if (permits == null || period.isEmpty()) {
            throw new IllegalArgumentException(
                    "a rate needs both a number of jobs and a period, as 10 and 1s; leave the three"
                            + " fields empty for no rate");
        }
        return new RateLimit(permits, duration(period), burst == null ? 1 : burst);
    }

    private static Duration duration(String text) {
        try {
            return DurationStyle.detectAndParse(text, ChronoUnit.SECONDS);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "the rate's period \"" + text + "\" is no duration; write it as 1s, 5m or PT1H",
                    e);
        }
    }

    private @Nullable Integer number(String field, String what) {
        String text = text(field);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    what + ", \"" + text + "\", is no whole number; leave it empty to set none", e);
        }
    }

    private String text(String field) {
        return text(field, LONGEST);
    }

    private String text(String field, int longest) {
        String text = form.getFirst(field);
        String stripped = text == null ? "" : text.strip();
        if (stripped.length() > longest) {
            throw new IllegalArgumentException(
                    "what was written into \""
                            + field
                            + "\" is longer than "
                            + longest
                            + " characters");
        }
        return stripped;
    }
}
