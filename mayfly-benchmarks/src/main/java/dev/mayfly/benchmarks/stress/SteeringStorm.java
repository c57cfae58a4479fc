package dev.mayfly.benchmarks.stress;

import dev.mayfly.kernel.task.TaskHandle;

import java.util.SplittableRandom;

/** What an operator does in a hurry: pauses, resumes, limits, and cancels by the dozen. */
final class SteeringStorm implements Storm {

    private static final int MOST_AT_ONCE = 64;

    @Override
    public void blow(World world, SplittableRandom random) {
        String queue = World.QUEUES.get(random.nextInt(World.QUEUES.size()));
        switch (random.nextInt(6)) {
            case 0 -> world.scheduler().pause(queue);
            case 1, 2 -> World.QUEUES.forEach(world.scheduler()::resume);
            case 3 -> world.scheduler().concurrency(queue, 1 + random.nextInt(MOST_AT_ONCE));
            case 4 -> {
                var _ = world.scheduler().snapshot();
                world.tally().count("pictures taken");
            }
            default -> cancelSome(world, random);
        }
    }

    private static void cancelSome(World world, SplittableRandom random) {
        int count = random.nextInt(100);
        for (int i = 0; i < count; i++) {
            TaskHandle<?> someone = world.anyone(random);
            if (someone != null) {
                someone.cancel();
            }
        }
    }
}
