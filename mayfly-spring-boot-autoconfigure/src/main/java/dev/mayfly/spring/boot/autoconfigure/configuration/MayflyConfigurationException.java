package dev.mayfly.spring.boot.autoconfigure.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** Stops the start of an application whose {@code mayfly} configuration cannot work. */
public final class MayflyConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<ConfigurationProblem> problems;

    /**
     * All that is wrong, told at once.
     *
     * @param problems at least one
     */
    public MayflyConfigurationException(List<ConfigurationProblem> problems) {
        super(
                problems.stream()
                        .map(p -> p.problem() + " (" + p.key() + ") " + p.fix())
                        .collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /**
     * All that is wrong.
     *
     * @return at least one
     */
    public List<ConfigurationProblem> problems() {
        return problems;
    }
}
