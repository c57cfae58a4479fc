package dev.mayfly.benchmarks.stress;

import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.TaskOptions;

import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** Stages that complete, fail, are cancelled, or are forgotten until the time-out of their task. */
final class StageStorm implements Storm {

    private static final int LIFE_MILLIS = 100;
    private static final int WAIT_MILLIS = 20;

    @Override
    public void blow(World world, SplittableRandom random) {
        int count = 1 + random.nextInt(50);
        for (int i = 0; i < count; i++) {
            var stage = new CompletableFuture<Integer>();
            // Also on engines where it has a stack that waits.
            String queue = random.nextInt(4) == 0 ? World.COROUTINES : World.STAGES;
            TaskOptions limited = TaskOptions.DEFAULTS.withTimeout(World.upTo(random, LIFE_MILLIS));
            world.submit(queue, random, limited, AsyncJob.of(t -> stage));
            end(world, random, stage);
        }
    }

    private static void end(
            World world, SplittableRandom random, CompletableFuture<Integer> stage) {
        switch (random.nextInt(6)) {
            case 0 -> stage.complete(1);
            case 1 -> stage.completeExceptionally(new Planned("a stage fails"));
            case 2 -> {} // and its task runs past its time-out
            default -> {
                SplittableRandom own = random.split();
                world.submit(
                        World.COROUTINES,
                        random,
                        TaskOptions.DEFAULTS,
                        t -> {
                            t.sleep(World.upTo(own, WAIT_MILLIS));
                            return stage.complete(1);
                        });
            }
        }
    }
}
