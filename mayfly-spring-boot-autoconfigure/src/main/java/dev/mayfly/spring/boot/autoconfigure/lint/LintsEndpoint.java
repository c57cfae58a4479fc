package dev.mayfly.spring.boot.autoconfigure.lint;

import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.spring.boot.autoconfigure.actuate.LintReport;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import java.util.List;

/**
 * What is wrong, and what was, at {@code /actuator/mayflylints} once {@code
 * management.endpoints.web.exposure.include} names it, and over JMX.
 */
@Endpoint(id = "mayflylints")
public final class LintsEndpoint {

    private final Lints lints;

    /**
     * An endpoint.
     *
     * @param lints what is shown
     */
    public LintsEndpoint(Lints lints) {
        this.lints = lints;
    }

    /**
     * What is wrong and what was.
     *
     * @param rules what is looked for
     * @param current what is wrong, worst first
     * @param history what has gone, the latest first
     */
    public record LintsReport(
            List<String> rules, List<LintReport> current, List<LintReport> history) {}

    /**
     * All of it.
     *
     * @return plain data
     */
    @ReadOperation
    public LintsReport lints() {
        return new LintsReport(
                lints.rules(), LintReport.of(lints.current()), LintReport.of(lints.history()));
    }
}
