package dev.mayfly.spring;

/** Stops the start of an application where an agent cannot work as it is declared. */
public final class AgentDeclarationException extends DeclarationException {

    private static final long serialVersionUID = 1L;

    /**
     * What is wrong with one declaration.
     *
     * @param place what declares the agent, for instance {@code @MayflyAgent on the bean "desk"
     *     (Desk)}
     * @param problem what is wrong, one sentence with the value in it
     * @param fix what to write instead, one sentence
     */
    public AgentDeclarationException(String place, String problem, String fix) {
        super(place, problem, fix);
    }
}
