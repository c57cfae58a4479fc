package dev.mayfly.spring.boot.autoconfigure.configuration;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import java.util.List;
import java.util.stream.Collectors;

/** Tells a user what is wrong in the {@code mayfly} configuration, and what to write instead. */
final class MayflyConfigurationFailureAnalyzer
        extends AbstractFailureAnalyzer<MayflyConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, MayflyConfigurationException cause) {
        List<ConfigurationProblem> problems = cause.problems();
        String description =
                problems.stream()
                        .map(ConfigurationProblem::describe)
                        .collect(Collectors.joining("\n\n"));
        String action =
                problems.size() == 1
                        ? problems.getFirst().fix()
                        : problems.stream()
                                .map(p -> p.key() + ": " + p.fix())
                                .collect(Collectors.joining("\n"));
        return new FailureAnalysis(description, action, cause);
    }
}
