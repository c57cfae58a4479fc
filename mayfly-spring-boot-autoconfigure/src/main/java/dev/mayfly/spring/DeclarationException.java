package dev.mayfly.spring;

/**
 * Stops the start of an application where something cannot work as it is declared. It says where,
 * what and how to mend it, each by itself, so that the failure can be shown to people.
 */
public abstract sealed class DeclarationException extends RuntimeException
        permits JobDeclarationException, AgentDeclarationException {

    private static final long serialVersionUID = 1L;

    private final String place;
    private final String problem;
    private final String fix;

    DeclarationException(String place, String problem, String fix) {
        super(place + ": " + problem + " " + fix);
        this.place = place;
        this.problem = problem;
        this.fix = fix;
    }

    /**
     * What declares it.
     *
     * @return for people
     */
    public String place() {
        return place;
    }

    /**
     * What is wrong.
     *
     * @return one sentence
     */
    public String problem() {
        return problem;
    }

    /**
     * What to write instead.
     *
     * @return one sentence
     */
    public String fix() {
        return fix;
    }
}
