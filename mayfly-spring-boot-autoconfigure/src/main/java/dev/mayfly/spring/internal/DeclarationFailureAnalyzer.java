package dev.mayfly.spring.internal;

import dev.mayfly.spring.DeclarationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a user which declaration cannot work, and what to write instead. */
final class DeclarationFailureAnalyzer extends AbstractFailureAnalyzer<DeclarationException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, DeclarationException cause) {
        return new FailureAnalysis(
                cause.place() + " cannot be used.\n\n    " + cause.problem(), cause.fix(), cause);
    }
}
