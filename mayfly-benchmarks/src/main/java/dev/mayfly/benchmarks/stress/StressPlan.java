package dev.mayfly.benchmarks.stress;

import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a stress run does. The same plan blows the same storms in the same order; what the machine
 * makes of them differs from run to run.
 *
 * @param duration how long; the round under way at its end is finished
 * @param mode how coroutines run
 * @param seed decides everything that is drawn
 * @param acts storms in a round
 * @param rounds rounds in the life of one scheduler
 * @param patience how long the machine may take to bring to an end what has been told to end
 * @param storms drawn from with equal chance; one that is listed twice comes twice as often
 */
record StressPlan(
        Duration duration,
        CoroutineMode mode,
        long seed,
        int acts,
        int rounds,
        Duration patience,
        List<Storm> storms) {

    private static final int MOST_ARGUMENTS = 3;

    StressPlan {
        if (!duration.isPositive() || !patience.isPositive()) {
            throw new IllegalArgumentException(
                    "duration " + duration + " and patience " + patience + " must be positive");
        }
        if (acts < 1 || rounds < 1 || storms.isEmpty()) {
            throw new IllegalArgumentException(
                    "a plan needs acts, rounds and storms; it has %d, %d and %d"
                            .formatted(acts, rounds, storms.size()));
        }
        storms = List.copyOf(storms);
    }

    /** Ten minutes, on carriers of the kernel's own. */
    static StressPlan standard() {
        return new StressPlan(
                Duration.ofMinutes(10),
                CoroutineMode.OWNED,
                42,
                240,
                10,
                Duration.ofMinutes(1),
                everyStorm());
    }

    /** All there are, those that cost little more often. */
    static List<Storm> everyStorm() {
        var tasks = new TaskStorm();
        var channels = new ChannelStorm();
        var supervisors = new SupervisorStorm();
        List<Storm> cheap = Stream.<Storm>of(tasks, new GraphStorm(), new StageStorm()).toList();
        List<Storm> dear = List.of(new ProgramStorm(), new SandboxStorm(), new HoldStorm());
        return Stream.of(
                        List.<Storm>of(tasks, tasks, tasks, channels, supervisors, supervisors),
                        List.<Storm>of(channels, new SteeringStorm()),
                        cheap,
                        cheap,
                        cheap,
                        dear)
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Reads the arguments of the command: duration, mode and seed, from the right each may be left
     * out.
     *
     * @throws IllegalArgumentException if one is wrong; it names it and says what is expected
     */
    static StressPlan parse(String... arguments) {
        if (arguments.length > MOST_ARGUMENTS) {
            throw new IllegalArgumentException(
                    "there are "
                            + arguments.length
                            + " arguments; expected are a duration, a mode and a seed");
        }
        StressPlan plan = standard();
        if (arguments.length > 0) {
            plan = plan.lasting(duration(arguments[0]));
        }
        if (arguments.length > 1) {
            plan = plan.in(mode(arguments[1]));
        }
        return arguments.length > 2 ? plan.withSeed(seed(arguments[2])) : plan;
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "the first argument \"" + text + "\" is no duration such as PT10M or PT20S", e);
        }
    }

    private static CoroutineMode mode(String text) {
        return switch (text) {
            case "owned" -> CoroutineMode.OWNED;
            case "portable" -> CoroutineMode.PORTABLE;
            default ->
                    throw new IllegalArgumentException(
                            "the second argument \"" + text + "\" is neither owned nor portable");
        };
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the third argument \"" + text + "\" is no whole number to be the seed", e);
        }
    }

    StressPlan lasting(Duration other) {
        return new StressPlan(other, mode, seed, acts, rounds, patience, storms);
    }

    StressPlan in(CoroutineMode other) {
        return new StressPlan(duration, other, seed, acts, rounds, patience, storms);
    }

    StressPlan withSeed(long other) {
        return new StressPlan(duration, mode, other, acts, rounds, patience, storms);
    }

    StressPlan withRounds(int others, int actsOfEach) {
        return new StressPlan(duration, mode, seed, actsOfEach, others, patience, storms);
    }

    StressPlan withPatience(Duration other) {
        return new StressPlan(duration, mode, seed, acts, rounds, other, storms);
    }

    StressPlan withStorms(Storm... others) {
        return new StressPlan(duration, mode, seed, acts, rounds, patience, List.of(others));
    }
}
