package dev.mayfly.errorprone;

/**
 * What is held after a condition, by its outcome.
 *
 * @param whenTrue if it held
 * @param whenFalse if it did not
 */
record Condition(Holdings whenTrue, Holdings whenFalse) {

    Condition negated() {
        return new Condition(/* whenTrue= */ whenFalse, /* whenFalse= */ whenTrue);
    }

    Holdings either() {
        return whenTrue.join(whenFalse);
    }
}
