package dev.mayfly.spring.internal;

import dev.mayfly.spring.JobDeclarationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a user which annotation cannot work, and what to write instead. */
final class JobDeclarationFailureAnalyzer extends AbstractFailureAnalyzer<JobDeclarationException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, JobDeclarationException cause) {
        return new FailureAnalysis(
                cause.place() + " cannot be used.\n\n    " + cause.problem(), cause.fix(), cause);
    }
}
