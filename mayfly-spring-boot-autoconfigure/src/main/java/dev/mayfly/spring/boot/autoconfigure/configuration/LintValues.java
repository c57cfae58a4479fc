package dev.mayfly.spring.boot.autoconfigure.configuration;

import java.time.Duration;

/** Checks what is set below {@code mayfly.lints}. */
final class LintValues {

    private static final String KEY = "mayfly.lints";

    private LintValues() {}

    static void check(LintProperties lints, Problems problems) {
        positive("carrier-hog.after", lints.carrierHog().after(), problems);
        positive("blocked-carrier.after", lints.blockedCarrier().after(), problems);
        positive("lock-across-call.after", lints.lockAcrossCall().after(), problems);
        positive("queue-without-capacity.after", lints.queueWithoutCapacity().after(), problems);
        positive("queue-without-node.after", lints.queueWithoutNode().after(), problems);
        positive("undrained-mailbox.after", lints.undrainedMailbox().after(), problems);
        positive("clock-jump.limit", lints.clockJump().limit(), problems);
        if (lints.retryStorm().retries() < 1) {
            problems.add(
                    KEY + ".retry-storm.retries",
                    lints.retryStorm().retries(),
                    "A storm of no retries would always be there.",
                    "Write 1 or more; 50 is the default.");
        }
    }

    private static void positive(String key, Duration time, Problems problems) {
        if (!time.isPositive()) {
            String lint = key.substring(0, key.indexOf('.'));
            problems.add(
                    KEY + "." + key,
                    time,
                    "The lint would always be there.",
                    "Write a time, for instance 30s, or set "
                            + KEY
                            + "."
                            + lint
                            + ".enabled to false.");
        }
    }
}
