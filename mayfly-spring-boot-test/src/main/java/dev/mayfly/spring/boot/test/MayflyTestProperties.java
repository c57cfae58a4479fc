package dev.mayfly.spring.boot.test;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.time.Instant;

/**
 * What tests may set.
 *
 * @param start The time at which the application starts
 * @param limit How long jobs may take in real time until nothing is left to do
 * @param mostRuns How many attempts may start until nothing is left to do
 */
@ConfigurationProperties(value = "mayfly.test", ignoreUnknownFields = false)
record MayflyTestProperties(
        @DefaultValue("2026-01-01T00:00:00Z") Instant start,
        @DefaultValue("30s") Duration limit,
        @DefaultValue("100000") int mostRuns) {

    MayflyTestProperties {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException(
                    "mayfly.test.limit is " + limit + "; set a positive time, for instance 30s");
        }
        if (mostRuns < 1) {
            throw new IllegalArgumentException(
                    "mayfly.test.most-runs is " + mostRuns + "; set 1 or more");
        }
    }
}
