package dev.mayfly.benchmarks.stress;

import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskOptions;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tasks that do outside the system calls what only the engine can see: hold a carrier in a loop,
 * and block on monitors, locks and timers of the JDK.
 */
final class HoldStorm implements Storm {

    private static final long HOLD_NANOS = Duration.ofMillis(40).toNanos();
    private static final int PARK_MILLIS = 3;

    private final Object monitor = new Object();
    private final ReentrantLock lock = new ReentrantLock();

    @Override
    public void blow(World world, SplittableRandom random) {
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            SplittableRandom own = random.split();
            String queue = random.nextInt(4) == 0 ? World.THREADS : World.COROUTINES;
            world.submit(queue, random, TaskOptions.named("holder"), t -> hold(world, t, own));
        }
    }

    private int hold(World world, TaskContext task, SplittableRandom random)
            throws InterruptedException {
        switch (random.nextInt(8)) {
            case 0 -> {
                long begin = System.nanoTime();
                while (System.nanoTime() - begin < HOLD_NANOS) {
                    Thread.onSpinWait();
                }
            }
            case 1, 2, 3 -> {
                synchronized (monitor) {
                    LockSupport.parkNanos(World.upTo(random, PARK_MILLIS).toNanos());
                }
            }
            case 4, 5 -> locked(task, random);
            default -> Thread.sleep(World.upTo(random, PARK_MILLIS));
        }
        return TaskStorm.live(world, task, random, 0);
    }

    /** Makes a system call with a lock in hand: whoever wants the lock must not stop the others. */
    private void locked(TaskContext task, SplittableRandom random) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            task.sleep(World.upTo(random, PARK_MILLIS));
        } finally {
            lock.unlock();
        }
    }
}
