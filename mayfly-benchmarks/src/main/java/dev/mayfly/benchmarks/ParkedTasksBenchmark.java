package dev.mayfly.benchmarks;

import dev.mayfly.benchmarks.forked.Fork;
import dev.mayfly.benchmarks.forked.Heap;
import dev.mayfly.benchmarks.peer.Pekko;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskState;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What a task takes in memory that does nothing: a million are started and parked, and the heap is
 * counted before and after, with all that the kernel keeps about them. A task waits for a signal on
 * a key of its own, or sleeps. A bare virtual thread is parked, or sleeps. An actor has no message;
 * it has no stack, either, so it is no less than a task but another thing. That it cannot sleep is
 * why it is not in the second measurement.
 *
 * <p>Not counted: the keys, and the array that keeps handles, which are the user's and there
 * before.
 */
public final class ParkedTasksBenchmark {

    private static final int TASKS = 1_000_000;

    /** A frame takes several times as much before it is compiled, so that is seen to first. */
    private static final int WARM_UP_ROUNDS = 10;

    private static final int WARM_UP_TASKS = 20_000;
    private static final Duration DAY = Duration.ofDays(1);

    private ParkedTasksBenchmark() {}

    /** Every measurement there is. */
    static List<Fork> forks() {
        List<Fork> forks = new ArrayList<>();
        for (String peer : List.of("mayfly", "mayfly-portable", "virtual-thread", "pekko-actor")) {
            forks.add(fork("waiting", peer));
        }
        for (String peer : List.of("mayfly", "mayfly-portable", "virtual-thread")) {
            forks.add(fork("sleeping", peer));
        }
        return forks;
    }

    private static Fork fork(String what, String peer) {
        return new Fork(
                "ParkedTasksBenchmark." + what,
                peer,
                "bytes",
                List.of("-Xms4g", "-Xmx4g"),
                ParkedTasksBenchmark.class,
                List.of(what, peer, Integer.toString(TASKS), Integer.toString(WARM_UP_ROUNDS)));
    }

    /**
     * Measures in this JVM and prints bytes a task.
     *
     * @param args {@code waiting} or {@code sleeping}, the peer, how many tasks, and how many
     *     rounds of warm-up
     * @throws Exception if the peer fails
     */
    public static void main(String[] args) throws Exception {
        boolean sleeping = args[0].equals("sleeping");
        System.out.println(
                bytes(args[1], sleeping, Integer.parseInt(args[2]), Integer.parseInt(args[3])));
        System.exit(0); // a million sleepers are not worth waking
    }

    /** Bytes each; what was parked stays so. */
    static double bytes(String peer, boolean sleeping, int tasks, int rounds) throws Exception {
        Integer[] keys = new Integer[tasks];
        for (int i = 0; i < tasks; i++) {
            keys[i] = i;
        }
        Object[] parked = new Object[tasks];
        Parking parking = parking(peer, sleeping);
        for (int round = 0; round < rounds; round++) {
            fill(parking, keys, parked, Math.min(tasks, WARM_UP_TASKS));
            empty(parking, parked);
        }
        long before = Heap.live();
        fill(parking, keys, parked, tasks);
        long after = Heap.live();
        if (parked[tasks - 1] == null || keys[tasks - 1] == null) {
            throw new AssertionError("both arrays live to the end");
        }
        return (after - before) / (double) tasks;
    }

    private static void fill(Parking parking, Integer[] keys, Object[] parked, int tasks) {
        for (int i = 0; i < tasks; i++) {
            parked[i] = parking.park(keys[i]);
        }
        for (int i = 0; i < tasks; i++) {
            while (!parking.isParked(parked[i])) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private static void empty(Parking parking, Object[] parked) throws Exception {
        for (int i = 0; i < parked.length && parked[i] != null; i++) {
            parking.release(parked[i]);
        }
        Arrays.fill(parked, null);
    }

    private static Parking parking(String peer, boolean sleeping) {
        return switch (peer) {
            case "mayfly" -> new Mayfly(CoroutineMode.OWNED, sleeping);
            case "mayfly-portable" -> new Mayfly(CoroutineMode.PORTABLE, sleeping);
            case "virtual-thread" -> new Bare(sleeping);
            case "pekko-actor" -> new Actors();
            default -> throw new IllegalArgumentException("no such peer: " + peer);
        };
    }

    private interface Parking {

        Object park(Integer key);

        boolean isParked(Object parked);

        /** Ends it, and waits for that. */
        void release(Object parked) throws Exception;
    }

    private static final class Mayfly implements Parking {

        private final Scheduler scheduler;
        private final boolean sleeping;

        Mayfly(CoroutineMode mode, boolean sleeping) {
            this.scheduler = Schedulers.builder(mode).build();
            this.sleeping = sleeping;
        }

        @Override
        public Object park(Integer key) {
            return sleeping
                    ? scheduler.spawn(task -> {
                        task.sleep(DAY);
                        return key;
                    })
                    : scheduler.spawn(task -> {
                        task.awaitSignal(key);
                        return key;
                    });
        }

        @Override
        public boolean isParked(Object parked) {
            TaskState state = ((TaskHandle<?>) parked).state();
            return state == TaskState.SLEEPING || state == TaskState.WAITING;
        }

        @Override
        public void release(Object parked) throws InterruptedException {
            ((TaskHandle<?>) parked).cancel();
            ((TaskHandle<?>) parked).await();
        }
    }

    private static final class Bare implements Parking {

        private final boolean sleeping;

        Bare(boolean sleeping) {
            this.sleeping = sleeping;
        }

        @Override
        public Object park(Integer key) {
            return Thread.startVirtualThread(() -> {
                if (sleeping) {
                    sleep();
                } else {
                    LockSupport.park(key);
                }
            });
        }

        private static void sleep() {
            try {
                Thread.sleep(DAY);
            } catch (InterruptedException e) {
                return; // released
            }
        }

        @Override
        public boolean isParked(Object parked) {
            Thread.State state = ((Thread) parked).getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        }

        @Override
        public void release(Object parked) throws InterruptedException {
            ((Thread) parked).interrupt();
            ((Thread) parked).join();
        }
    }

    private static final class Actors implements Parking {

        private final Pekko pekko = Pekko.standard();

        @Override
        public Object park(Integer key) {
            return pekko.idle();
        }

        @Override
        public boolean isParked(Object parked) {
            return true;
        }

        @Override
        public void release(Object parked) {
            pekko.stop(parked);
        }
    }
}
