package dev.mayfly.benchmarks.stress;

import dev.mayfly.kernel.supervise.AutoShutdown;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.supervise.ChildStartException;
import dev.mayfly.kernel.supervise.RestartIntensity;
import dev.mayfly.kernel.supervise.RestartStrategy;
import dev.mayfly.kernel.supervise.ShutdownException;
import dev.mayfly.kernel.supervise.Supervisor;
import dev.mayfly.kernel.supervise.SupervisorSpec;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskRejectedException;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Trees of supervisors by every strategy, whose children crash, end, ignore that they are told to,
 * fail to start, and are killed by strangers; and whole trees that are killed.
 */
final class SupervisorStorm implements Storm {

    private static final int WAIT_MILLIS = 30;
    private static final int LAST = 3;

    private static final RestartStrategy[] STRATEGIES = {
        RestartStrategy.ONE_FOR_ONE, RestartStrategy.ONE_FOR_ALL, RestartStrategy.REST_FOR_ONE
    };

    @Override
    public void blow(World world, SplittableRandom random) throws InterruptedException {
        try {
            if (random.nextInt(3) == 0) {
                steer(world, random);
            } else if (random.nextInt(4) == 0) {
                blowDynamic(world, random);
            } else {
                SplittableRandom own = random.split();
                world.keep(world.scheduler().supervise("tree", s -> fill(s, world, own, 2)));
            }
        } catch (ChildStartException | TaskRejectedException | TaskCancelledException e) {
            world.tally().count("supervisors that did not start");
        }
    }

    private static void blowDynamic(World world, SplittableRandom random)
            throws InterruptedException {
        var template = new SupervisorSpec.Template("dynamic", restart(random));
        Supervisor supervisor =
                world.scheduler()
                        .supervise(
                                "dynamic",
                                s ->
                                        s.queue(World.COROUTINES)
                                                .dynamic(template)
                                                .intensity(intensity(random)));
        // Before its children: one that is refused must not leave the supervisor to nobody.
        world.keep(supervisor);
        int children = random.nextInt(8);
        for (int i = 0; i < children; i++) {
            startChild(world, supervisor, random.split());
        }
    }

    private static void fill(
            SupervisorSpec.Builder spec, World world, SplittableRandom random, int depth) {
        boolean auto = random.nextInt(4) == 0;
        spec.queue(random.nextInt(8) == 0 ? World.PROGRAMS : World.COROUTINES)
                .strategy(STRATEGIES[random.nextInt(STRATEGIES.length)])
                .intensity(intensity(random))
                .autoShutdown(auto ? AutoShutdown.ANY_SIGNIFICANT : AutoShutdown.NEVER);
        int children = 1 + random.nextInt(4);
        for (int i = 0; i < children; i++) {
            ChildSpec child = child("child " + i, world, random, depth);
            boolean significant =
                    auto && child.restart() != ChildSpec.Restart.PERMANENT && random.nextBoolean();
            spec.child(significant ? child.asSignificant() : child);
        }
    }

    private static ChildSpec child(String id, World world, SplittableRandom random, int depth) {
        SplittableRandom own = random.split();
        if (depth > 0 && random.nextInt(4) == 0) {
            return ChildSpec.supervisor(id, s -> fill(s, world, own, depth - 1))
                    .withRestart(restart(random));
        }
        // Each restart draws on, or a child would do the same for ever.
        ChildSpec child =
                random.nextInt(4) == 0
                        ? ChildSpec.starting(
                                id,
                                (task, start) -> {
                                    SplittableRandom life = next(own);
                                    task.sleep(World.upTo(life, 2));
                                    if (life.nextInt(8) == 0) {
                                        throw new Planned("a child fails to start");
                                    }
                                    start.ready();
                                    live(world, task, life);
                                })
                        : ChildSpec.worker(id, task -> live(world, task, next(own)));
        return child.withRestart(restart(random)).withShutdown(shutdown(random));
    }

    /** A child may be begun again while it was left behind, so two may draw at once. */
    private static SplittableRandom next(SplittableRandom random) {
        synchronized (random) {
            return random.split();
        }
    }

    private static ChildSpec.Shutdown shutdown(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> new ChildSpec.Shutdown.BrutalKill();
            case 1 -> new ChildSpec.Shutdown.Within(World.upTo(random, 5));
            default -> new ChildSpec.Shutdown.Within(ChildSpec.DEFAULT_SHUTDOWN);
        };
    }

    private static ChildSpec.Restart restart(SplittableRandom random) {
        ChildSpec.Restart[] all = ChildSpec.Restart.values();
        return all[random.nextInt(all.length)];
    }

    private static RestartIntensity intensity(SplittableRandom random) {
        return new RestartIntensity(random.nextInt(20), Duration.ofSeconds(1));
    }

    private static int live(World world, TaskContext task, SplittableRandom random) {
        try {
            task.awaitSignal(World.key(random), World.upTo(random, WAIT_MILLIS));
        } catch (TaskCancelledException e) {
            if (random.nextInt(8) == 0) {
                TaskStorm.burn(200_000); // past the time it was given, now and then
            }
            throw e;
        }
        switch (random.nextInt(5)) {
            case 0 -> throw new Planned("a child crashes");
            case 1 -> throw new ShutdownException("a child shuts itself down");
            case 2 -> TaskStorm.live(world, task, random, 1);
            case LAST -> throw new Planned("a child crashes soon");
            default -> {}
        }
        return 1;
    }

    private static void startChild(World world, Supervisor supervisor, SplittableRandom random)
            throws InterruptedException {
        try {
            supervisor.startChild(task -> live(world, task, next(random)));
        } catch (IllegalStateException e) {
            world.tally().count("calls to supervisors that had ended");
        } catch (ChildStartException e) {
            world.tally().count("children that were refused");
        }
    }

    /** Has a task meddle with a supervisor that may be ending meanwhile. */
    private static void steer(World world, SplittableRandom random) {
        Supervisor supervisor = world.firstSupervisor();
        if (supervisor == null) {
            return;
        }
        SplittableRandom own = random.split();
        world.submit(
                World.COROUTINES,
                random,
                TaskOptions.named("meddler").withTimeout(World.upTo(random, 500)),
                t -> meddle(world, supervisor, own));
    }

    private static int meddle(World world, Supervisor supervisor, SplittableRandom random)
            throws InterruptedException {
        String id = "child " + random.nextInt(4);
        try {
            switch (random.nextInt(6)) {
                case 0 -> supervisor.terminateChild(id);
                case 1 -> supervisor.restartChild(id);
                case 2 -> supervisor.deleteChild(id);
                case LAST -> supervisor.startChild(child("more", world, random, 0));
                case 4 -> supervisor.whichChildren().forEach(child -> {});
                default -> supervisor.task().cancel();
            }
        } catch (IllegalStateException
                | IllegalArgumentException
                | UnsupportedOperationException e) {
            world.tally().count("calls to supervisors that were refused");
        }
        return 1;
    }
}
