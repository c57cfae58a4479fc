package dev.mayfly.house.architecture.planted.lower;

import dev.mayfly.house.architecture.planted.upper.Upper;

/** Uses what is above it, which also closes a circle. */
final class Lower {

    private final Upper upper = new Upper();

    @Override
    public String toString() {
        return upper.toString();
    }
}
