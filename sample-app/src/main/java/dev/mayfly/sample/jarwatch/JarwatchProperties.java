package dev.mayfly.sample.jarwatch;

import dev.mayfly.sample.jarwatch.job.JdepsScope;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.nio.file.Path;
import java.util.List;

/**
 * The settings of Jarwatch itself.
 *
 * @param data the folder that audits are kept in
 * @param nightly when the nightly audit runs
 * @param jdeps which jars the JDK's own jdeps is asked about
 * @param allowedHosts names under which it answers, beside localhost, 127.0.0.1 and [::1]
 */
@ConfigurationProperties(prefix = "jarwatch", ignoreUnknownFields = false)
public record JarwatchProperties(
        @DefaultValue("jarwatch-data") Path data,
        @DefaultValue Nightly nightly,
        @DefaultValue("findings") JdepsScope jdeps,
        @DefaultValue List<String> allowedHosts) {

    /**
     * When the nightly audit runs.
     *
     * @param cron a cron expression
     * @param zone the time zone it is read in
     */
    public record Nightly(
            @DefaultValue("0 3 * * *") String cron, @DefaultValue("UTC") String zone) {}
}
