package dev.mayfly.benchmarks.stress;

import dev.mayfly.kernel.task.ScopeOptions;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;

import java.util.SplittableRandom;

/**
 * Tasks that spawn tasks: children left to themselves, joined or in scopes, which sleep, yield,
 * wait for signals, send them, cancel whoever they find, fail, and run past their time-outs.
 */
final class TaskStorm implements Storm {

    private static final int DEPTH = 3;

    /** Waits are shorter than this. */
    private static final int WAIT_MILLIS = 20;

    private static final int LIFE_MILLIS = 200;

    @Override
    public void blow(World world, SplittableRandom random) {
        int count = random.nextInt(10) == 0 ? 300 : 1 + random.nextInt(20);
        for (int i = 0; i < count; i++) {
            SplittableRandom own = random.split();
            String queue = random.nextInt(8) == 0 ? World.THREADS : World.COROUTINES;
            // A thread each for those that join without a limit: not too deep there.
            int depth = queue.equals(World.THREADS) ? 1 : DEPTH;
            world.submit(queue, random, options(random), t -> live(world, t, own, depth));
        }
    }

    static TaskOptions options(SplittableRandom random) {
        TaskOptions options = TaskOptions.DEFAULTS;
        if (random.nextInt(3) == 0) {
            options = options.withPriority(1 + random.nextInt(31));
        }
        if (random.nextInt(4) == 0) {
            options = options.withTimeout(World.upTo(random, LIFE_MILLIS));
        }
        return options;
    }

    static int live(World world, TaskContext task, SplittableRandom random, int depth) {
        int deeds = 1 + random.nextInt(5);
        for (int i = 0; i < deeds; i++) {
            if (depth > 0 && random.nextInt(3) == 0) {
                bear(world, task, random, depth - 1);
            } else {
                act(world, task, random);
            }
        }
        return depth;
    }

    private static void act(World world, TaskContext task, SplittableRandom random) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> task.yield();
            case 3, 4 -> task.sleep(World.upTo(random, WAIT_MILLIS));
            case 5, 6 -> task.awaitSignal(World.key(random), World.upTo(random, WAIT_MILLIS));
            case 7, 8 -> task.signal(World.key(random));
            case 9 -> {
                TaskHandle<?> someone = world.anyone(random);
                if (someone != null) {
                    task.cancel(someone.id());
                }
            }
            case 10 -> burn(random.nextInt(20_000));
            default -> {
                if (random.nextInt(4) == 0) {
                    throw new Planned("a task fails");
                }
            }
        }
    }

    private static void bear(World world, TaskContext task, SplittableRandom random, int depth) {
        switch (random.nextInt(4)) {
            case 0 -> world.know(spawn(world, task, random, depth), random);
            case 1 -> task.join(spawn(world, task, random, depth), World.upTo(random, WAIT_MILLIS));
            case 2 -> {
                TaskHandle<Integer> child = spawn(world, task, random, depth);
                child.cancel();
                task.join(child, World.upTo(random, WAIT_MILLIS));
            }
            default -> scope(world, task, random, depth);
        }
    }

    private static TaskHandle<Integer> spawn(
            World world, TaskContext task, SplittableRandom random, int depth) {
        SplittableRandom own = random.split();
        return task.spawn(options(random), t -> live(world, t, own, depth));
    }

    private static void scope(World world, TaskContext task, SplittableRandom random, int depth) {
        ScopeOptions.Joiner[] joiners = ScopeOptions.Joiner.values();
        ScopeOptions options =
                ScopeOptions.DEFAULTS.withJoiner(joiners[random.nextInt(joiners.length)]);
        if (random.nextInt(3) == 0) {
            options = options.withTimeout(World.upTo(random, WAIT_MILLIS));
        }
        task.scope(
                options,
                scope -> {
                    int forks = random.nextInt(5);
                    for (int i = 0; i < forks; i++) {
                        SplittableRandom own = random.split();
                        scope.fork(options(random), t -> live(world, t, own, depth));
                    }
                    if (random.nextInt(4) == 0) {
                        throw new Planned("a scope's body fails");
                    }
                    if (random.nextBoolean()) {
                        scope.join();
                    }
                    return forks;
                });
    }

    /** Holds the processor for some thousand rounds. */
    static void burn(int rounds) {
        for (int i = 0; i < rounds; i++) {
            Thread.onSpinWait();
        }
    }
}
