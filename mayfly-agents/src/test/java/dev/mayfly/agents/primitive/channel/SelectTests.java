package dev.mayfly.agents.primitive.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.agents.primitive.Together;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.sim.Simulation;
import dev.mayfly.kernel.sim.SimulationContext;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

@Timeout(120)
class SelectTests {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Scheduler scheduler = Scheduler.builder().build();
    private final Surroundings surroundings = new Surroundings(scheduler);
    private final LocalChannel<Integer> one = new LocalChannel<>(surroundings, "one", 1);
    private final LocalChannel<Integer> two = new LocalChannel<>(surroundings, "two", 1);

    @AfterEach
    void close() {
        surroundings.close();
        scheduler.shutdown(Duration.ZERO);
    }

    private Select<String> select() {
        return new Select<>(surroundings, new SplittableRandom(1));
    }

    private Select<String> receiveEither() {
        return select().receive(one, n -> "one " + n).receive(two, n -> "two " + n);
    }

    // ---- what can be done now

    @Test
    void doesTheOneThingThatCanBeDone() throws Exception {
        two.send(Val.of(7));

        assertThat(receiveEither().await()).isEqualTo("two 7");
        assertThat(receiveEither().tryNow(() -> "nothing")).isEqualTo("nothing");
        assertThat(receiveEither().await(Duration.ZERO, () -> "late")).isEqualTo("late");
        assertThat(two.length()).isZero();
    }

    @Test
    void sendsWhereThereIsRoomAndUsesUpNoOther() throws Exception {
        one.send(Val.of(0));
        Iso<Integer> first = Iso.of(1);
        Iso<Integer> second = Iso.of(2);
        Select<String> select =
                select().send(one, first, () -> "to one").send(two, second, () -> "to two");

        assertThat(select.await()).isEqualTo("to two");

        assertThat(first.isConsumed()).isFalse();
        assertThat(second.isConsumed()).isTrue();
        assertThat(two.receive()).isEqualTo(2);
    }

    @Test
    void eachThatCanBeDoneIsAsLikely() throws Exception {
        var never = new LocalChannel<Integer>(surroundings, "never", 1);
        var select = receiveEither().receive(never, n -> "never");
        int ones = 0;
        for (int i = 0; i < 10_000; i++) {
            var _ = one.trySend(Val.of(0));
            var _ = two.trySend(Val.of(0));
            if (select.await().startsWith("one")) {
                ones++;
            }
        }
        assertThat(ones).isBetween(4_800, 5_200); // four standard deviations of 50
    }

    @Test
    void aClosedChannelIsOneWithWhichSomethingCanBeDone() throws Exception {
        one.close();
        two.close();

        assertThatThrownBy(() -> receiveEither().await())
                .isInstanceOf(ChannelClosedException.class);
        assertThatThrownBy(() -> select().send(one, Val.of(1), () -> "").tryNow(() -> ""))
                .isInstanceOf(ChannelClosedException.class);
    }

    @Test
    void refusesWhatItCannotChooseFrom() {
        assertThatIllegalStateException()
                .isThrownBy(() -> select().await())
                .withMessageContaining("nothing to choose from");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        select().receive(new PlantedChannel(PlantedChannel.Fault.NONE), n -> ""))
                .withMessageContaining("\"planted\"")
                .withMessageContaining("LocalChannel");
    }

    // ---- waiting

    @Test
    void takesWhatComesFirstAndLeavesAllLines() throws Exception {
        TaskHandle<String> task = scheduler.spawn(t -> receiveEither().await());
        awaitWaiting(2);
        // It stands in the lines a moment before it shows that it waits.
        while (!task.reason().contains("a message in one or a message in two")) {
            Thread.yield();
        }

        two.send(Val.of(5));

        assertThat(task.await().get()).isEqualTo("two 5");
        assertThat(one.waiting() + two.waiting()).isZero();
        assertThat(one.trySend(Val.of(1))).isEqualTo(EnqueueResult.SENT);
        assertThat(one.length()).isEqualTo(1);
    }

    @Test
    void waitsForRoomToo() throws Exception {
        one.send(Val.of(0));
        Iso<Integer> iso = Iso.of(1);
        TaskHandle<String> task =
                scheduler.spawn(t ->
                        select().send(one, iso, () -> "sent").receive(two, n -> "got").await());
        awaitWaiting(2);
        assertThat(iso.isConsumed()).isFalse();

        assertThat(one.receive()).isZero();

        assertThat(task.await().get()).isEqualTo("sent");
        assertThat(one.receive()).isEqualTo(1);
        assertThat(two.waiting()).isZero();
    }

    @Test
    void sendsToAndReceivesFromOneChannel() throws Exception {
        Select<String> either =
                select().receive(one, n -> "got " + n).send(one, Val.of(1), () -> "sent");

        assertThat(either.await()).isEqualTo("sent");
        assertThat(either.await()).isEqualTo("got 1");
        assertThat(one.waiting()).isZero();
        assertThat(one.trySend(Val.of(2))).isEqualTo(EnqueueResult.SENT);
        assertThat(one.tryReceive()).isEqualTo(2);
    }

    @Test
    void isToldWhenOneIsClosed() throws Exception {
        TaskHandle<String> task = scheduler.spawn(t -> receiveEither().await());
        awaitWaiting(2);

        one.close();

        assertThat(task.await())
                .isInstanceOfSatisfying(
                        JoinResult.Failure.class,
                        f -> assertThat(f.cause()).isInstanceOf(ChannelClosedException.class));
        assertThat(two.waiting()).isZero();
    }

    @Test
    void whoIsCancelledLeavesAllLines() throws Exception {
        TaskHandle<String> task = scheduler.spawn(t -> receiveEither().await());
        awaitWaiting(2);

        task.cancel();

        assertThat(task.await()).isInstanceOf(JoinResult.Cancelled.class);
        assertThat(one.waiting() + two.waiting()).isZero();
    }

    @Test
    void itsTimeIsUpAtTheMomentAndNotBefore() {
        Simulation.withSeed(1)
                .run(sim -> {
                    try (var outside = new Surroundings(sim.scheduler())) {
                        var channel = new LocalChannel<Integer>(outside, "one", 1);
                        TaskHandle<String> task =
                                sim.scheduler()
                                        .spawn(t ->
                                                new Select<String>(outside, new Random(1))
                                                        .receive(channel, n -> "got")
                                                        .await(SECOND, () -> "late"));
                        sim.runFor(SECOND.minusNanos(1));
                        assertThat(channel.waiting()).isEqualTo(1);
                        sim.runFor(Duration.ofNanos(1));
                        assertThat(sim.await(task).get()).isEqualTo("late");
                        assertThat(channel.waiting()).isZero();
                    }
                });
    }

    private void awaitWaiting(int count) {
        Together.await(count + " wait", () -> one.waiting() + two.waiting() == count);
    }

    // ---- many

    @Test
    void losesNothingWhereManyChoose() throws Exception {
        int each = 20_000;
        int count = 3 * each;
        var times = new AtomicIntegerArray(count);
        var left = new AtomicInteger(count);
        List<Together.Body> bodies = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int seed = i;
            bodies.add(() -> sendEither(seed * each, each));
            bodies.add(() -> receiveEither(seed, times, left));
        }
        Together.run(bodies);

        assertThat(IntStream.range(0, count).filter(i -> times.get(i) != 1)).isEmpty();
        assertThat(one.length() + two.length() + one.waiting() + two.waiting()).isZero();
    }

    private void sendEither(int first, int count) throws InterruptedException {
        var random = new SplittableRandom(first);
        for (int i = first; i < first + count; i++) {
            Iso<Integer> a = Iso.of(i);
            Iso<Integer> b = Iso.of(i);
            var _ =
                    new Select<Integer>(surroundings, random)
                            .send(one, a, () -> 1)
                            .send(two, b, () -> 2)
                            .await();
            assertThat(a.isConsumed()).isNotEqualTo(b.isConsumed());
        }
    }

    private void receiveEither(int seed, AtomicIntegerArray times, AtomicInteger left)
            throws InterruptedException {
        var select =
                new Select<Integer>(surroundings, new SplittableRandom(seed))
                        .receive(one, n -> n)
                        .receive(two, n -> n);
        while (left.get() > 0) {
            int number = select.await(Duration.ofNanos(100_000 * seed), () -> -1);
            if (number >= 0) {
                times.incrementAndGet(number);
                left.decrementAndGet();
            }
        }
    }

    @Test
    void inEveryOrderOfTurnsNothingIsLostAndTheSameSeedGivesTheSame() {
        for (int seed = 0; seed < 500; seed++) {
            Simulation simulation = Simulation.withSeed(seed).shuffled();
            long hash = simulation.run(SelectTests::bustle).hash();
            assertThat(simulation.run(SelectTests::bustle).hash()).isEqualTo(hash);
        }
    }

    private static void bustle(SimulationContext sim) {
        try (var surroundings = new Surroundings(sim.scheduler())) {
            new Bustle(sim, surroundings).run();
        }
    }

    /** Senders and receivers with time-outs that fall together, some of them cancelled. */
    private static final class Bustle {

        private final SimulationContext sim;
        private final Surroundings surroundings;
        private final LocalChannel<Integer> a;
        private final LocalChannel<Integer> b;
        private final SplittableRandom random;
        private final List<Iso<Integer>> isos = new ArrayList<>();
        private final List<Integer> got = new ArrayList<>();

        Bustle(SimulationContext sim, Surroundings surroundings) {
            this.sim = sim;
            this.surroundings = surroundings;
            a = new LocalChannel<>(surroundings, "a", 1);
            b = new LocalChannel<>(surroundings, "b", 2);
            random = new SplittableRandom(sim.random().nextLong());
        }

        void run() {
            for (int i = 0; i < 12; i++) {
                isos.add(Iso.of(i));
                cancelSome(sender(isos.get(i)));
                cancelSome(receiver());
            }
            sim.run();
            for (LocalChannel<Integer> channel : List.of(a, b)) {
                for (Integer n = channel.tryReceive(); n != null; n = channel.tryReceive()) {
                    got.add(n);
                }
                assertThat(channel.waiting()).isZero();
            }
            assertThat(got)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 12)
                                    .filter(i -> isos.get(i).isConsumed())
                                    .boxed()
                                    .toList());
        }

        private Duration moment() {
            return Duration.ofMillis(1 + random.nextInt(3));
        }

        private TaskHandle<?> sender(Iso<Integer> iso) {
            LocalChannel<Integer> channel = random.nextBoolean() ? a : b;
            Duration pause = moment();
            Duration timeout = moment();
            return sim.scheduler()
                    .spawn(t -> {
                        t.sleep(pause);
                        return channel.send(iso, timeout);
                    });
        }

        private TaskHandle<?> receiver() {
            Duration pause = moment();
            Duration timeout = moment();
            return sim.scheduler()
                    .spawn(t -> {
                        t.sleep(pause);
                        return new Select<Boolean>(surroundings, random)
                                .receive(a, got::add)
                                .receive(b, got::add)
                                .await(timeout, () -> false);
                    });
        }

        private void cancelSome(TaskHandle<?> task) {
            if (random.nextInt(4) == 0) {
                Duration moment = moment();
                sim.scheduler()
                        .spawn(t -> {
                            t.sleep(moment);
                            return task.cancel();
                        });
            }
        }
    }
}
