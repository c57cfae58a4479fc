package dev.mayfly.examples.consensus;

/** What there is to choose from. */
enum Choice {
    COMMIT,
    ABORT;

    Choice opposite() {
        return this == COMMIT ? ABORT : COMMIT;
    }
}
