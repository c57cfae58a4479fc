package dev.mayfly.spring;

/** Stops the start of an application where an agent cannot work as it is declared. */
public final class AgentDeclarationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String place;
    private final String problem;
    private final String fix;

    /**
     * What is wrong with one declaration.
     *
     * @param place what declares the agent, for instance {@code @MayflyAgent on the bean "desk"
     *     (Desk)}
     * @param problem what is wrong, one sentence with the value in it
     * @param fix what to write instead, one sentence
     */
    public AgentDeclarationException(String place, String problem, String fix) {
        super(place + ": " + problem + " " + fix);
        this.place = place;
        this.problem = problem;
        this.fix = fix;
    }

    /**
     * What declares the agent.
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
