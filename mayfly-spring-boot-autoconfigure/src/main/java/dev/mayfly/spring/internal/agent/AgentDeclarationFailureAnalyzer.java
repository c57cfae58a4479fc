package dev.mayfly.spring.internal.agent;

import dev.mayfly.spring.AgentDeclarationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a user which agent cannot work, and what to write instead. */
final class AgentDeclarationFailureAnalyzer
        extends AbstractFailureAnalyzer<AgentDeclarationException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, AgentDeclarationException cause) {
        return new FailureAnalysis(
                cause.place() + " cannot be used.\n\n    " + cause.problem(), cause.fix(), cause);
    }
}
