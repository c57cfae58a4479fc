package dev.mayfly.benchmarks.stress;

import dev.mayfly.kernel.engine.process.Command;
import dev.mayfly.kernel.engine.process.Subprocesses;
import dev.mayfly.kernel.task.TaskOptions;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Real programs: that end, fail, kill themselves, write without end, sleep past every time-out,
 * ignore SIGTERM, and leave grandchildren behind whose parents have ended, in sessions of their
 * own.
 */
final class ProgramStorm implements Storm {

    /**
     * The first argument is the run's marker, which {@code sleep} takes for a number of seconds; so
     * it stands in the arguments of whatever is left behind.
     */
    private static final List<String> SCRIPTS =
            List.of(
                    "echo done",
                    "cat; exit 3",
                    "kill -SEGV $$",
                    "sleep \"$1\"",
                    "trap '' TERM; sleep \"$1\"; sleep \"$1\"",
                    "sleep \"$1\" & sleep \"$1\" & wait",
                    "(setsid sleep \"$1\" &); exit 0",
                    "(setsid sh -c 'sleep \"$0\" & sleep \"$0\"' \"$1\" &); sleep \"$1\"",
                    "while :; do echo \"$1\"; done");

    private static final int LIFE_MILLIS = 120;
    private static final long MOST_OUTPUT = 64 << 10;

    @Override
    public void blow(World world, SplittableRandom random) {
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String script = SCRIPTS.get(random.nextInt(SCRIPTS.size()));
            Command command =
                    Command.of("/bin/sh", "-c", script, "sh", world.marker())
                            .withEnvironment("PATH", "/usr/bin:/bin")
                            .withOutputLimit(MOST_OUTPUT);
            if (random.nextInt(3) == 0) {
                command = command.withInput("to be read or not");
            }
            if (random.nextInt(3) == 0) {
                command = command.withTimeout(World.upTo(random, LIFE_MILLIS));
            }
            Command finished = command;
            world.submit(
                    World.PROGRAMS,
                    random,
                    TaskOptions.named("program")
                            .withTimeout(
                                    World.upTo(random, LIFE_MILLIS).plus(Duration.ofMillis(5))),
                    t -> t.facility(Subprocesses.class).run(finished).output().length());
        }
    }
}
