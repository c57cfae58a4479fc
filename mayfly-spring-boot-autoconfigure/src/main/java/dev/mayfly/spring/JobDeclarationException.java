package dev.mayfly.spring;

/** Stops the start of an application where a job cannot work as it is declared. */
public final class JobDeclarationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String place;
    private final String problem;
    private final String fix;

    /**
     * What is wrong with one declaration.
     *
     * @param place what declares the job, for instance {@code @MayflyJob on method
     *     Reports.generate(Order) of the bean "reports"}
     * @param problem what is wrong, one sentence with the value in it
     * @param fix what to write instead, one sentence
     */
    public JobDeclarationException(String place, String problem, String fix) {
        super(place + ": " + problem + " " + fix);
        this.place = place;
        this.problem = problem;
        this.fix = fix;
    }

    /**
     * What declares the job.
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
