package dev.mayfly.spring.boot.autoconfigure;

/** In which of the two modes of coroutines the tests run; the build runs them once in each. */
final class Modes {

    /** What the build says it has started this JVM for; owned carriers where nobody says. */
    static final String EXPECTED = System.getProperty("tested.mode", "owned");

    private Modes() {}
}
