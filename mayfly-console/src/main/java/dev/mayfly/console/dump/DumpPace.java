package dev.mayfly.console.dump;

import dev.mayfly.console.state.Pace;
import dev.mayfly.console.view.Spark;

import java.util.Optional;

/** Of one moment nobody knows a pace. */
enum DumpPace implements Pace {
    UNKNOWN;

    @Override
    public double rate(String queue) {
        return Double.NaN;
    }

    @Override
    public long failed(String queue) {
        return 0;
    }

    @Override
    public Spark spark(String queue) {
        return new Spark("", "", "not in a dump", "What ended when is not in a dump");
    }

    @Override
    public Optional<Waits> waits(String queue) {
        return Optional.empty();
    }
}
