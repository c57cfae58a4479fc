package dev.mayfly.benchmarks.stress;

import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskRejectedException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Graphs of tasks that come after each other, some of which fail or are cancelled. */
final class GraphStorm implements Storm {

    private static final int MOST = 30;

    @Override
    public void blow(World world, SplittableRandom random) {
        try {
            Map<String, TaskHandle<?>> graph =
                    world.scheduler()
                            .submitAll(all -> {
                                all.queue(World.COROUTINES);
                                int size = 1 + random.nextInt(MOST);
                                for (int i = 0; i < size; i++) {
                                    SplittableRandom own = random.split();
                                    all.task(
                                            TaskStorm.options(random).withName("node " + i),
                                            t -> TaskStorm.live(world, t, own, 0),
                                            before(random, i));
                                }
                            });
            List<TaskHandle<?>> nodes = List.copyOf(graph.values());
            nodes.forEach(node -> world.know(node, random));
            TaskHandle<?> one = nodes.get(random.nextInt(nodes.size()));
            SplittableRandom own = random.split();
            world.submit(
                    World.THREADS,
                    random,
                    TaskOptions.named("after a node").after(one),
                    t -> TaskStorm.live(world, t, own, 1));
        } catch (TaskRejectedException e) {
            // no room for all of them
        }
    }

    private static String[] before(SplittableRandom random, int number) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < number && names.size() < 3; i++) {
            if (random.nextInt(4) == 0) {
                names.add("node " + i);
            }
        }
        return names.toArray(String[]::new);
    }
}
