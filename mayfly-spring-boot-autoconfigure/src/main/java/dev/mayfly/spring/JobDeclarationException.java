package dev.mayfly.spring;

/** Stops the start of an application where a job cannot work as it is declared. */
public final class JobDeclarationException extends DeclarationException {

    private static final long serialVersionUID = 1L;

    /**
     * What is wrong with one declaration.
     *
     * @param place what declares the job, for instance {@code @MayflyJob on method
     *     Reports.generate(Order) of the bean "reports"}
     * @param problem what is wrong, one sentence with the value in it
     * @param fix what to write instead, one sentence
     */
    public JobDeclarationException(String place, String problem, String fix) {
        super(place, problem, fix);
    }
}
