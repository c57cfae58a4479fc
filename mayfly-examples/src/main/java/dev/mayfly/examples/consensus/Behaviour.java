package dev.mayfly.examples.consensus;

import java.time.Duration;

/** How a node behaves. All but the first are faults. */
enum Behaviour {

    /** Says to all what it thinks. */
    HONEST("are honest"),

    /** Says to all the opposite of what it thinks. */
    LIAR("lie"),

    /** Says one thing to Alice and another to everybody else. */
    EQUIVOCATOR("equivocate"),

    /** Says what it thinks when it is too late. */
    DELAYER("delay"),

    /** Says nothing. */
    SILENT("keep silent"),

    /** Says what it thinks, and that n10 told it the opposite. */
    FALSE_WITNESS("bear false witness against n10");

    /** Whom false witnesses accuse. */
    static final String SCAPEGOAT = "n10";

    private static final Duration THINKING = Duration.ofMillis(20);

    private final String description;

    Behaviour(String description) {
        this.description = description;
    }

    /** What such nodes do, for people. */
    String description() {
        return description;
    }

    /** What it tells somebody, given what it thinks. */
    Choice tells(String listener, Choice opinion) {
        return switch (this) {
            case HONEST, DELAYER, SILENT, FALSE_WITNESS -> opinion;
            case LIAR -> opinion.opposite();
            case EQUIVOCATOR -> listener.equals(Council.ALICE) ? Choice.COMMIT : Choice.ABORT;
        };
    }

    /** How long it takes to answer. Who makes answers up need not think. */
    Duration thinkingTime() {
        return switch (this) {
            case HONEST -> THINKING;
            case DELAYER -> Council.TIME_OUT.multipliedBy(2);
            case LIAR, EQUIVOCATOR, SILENT, FALSE_WITNESS -> Duration.ZERO;
        };
    }
}
