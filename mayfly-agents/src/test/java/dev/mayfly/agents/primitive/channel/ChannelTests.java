package dev.mayfly.agents.primitive.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.capability.IsoConsumedException;
import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.capability.Tag;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.agents.primitive.Together;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.sim.Simulation;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

@Timeout(120)
class ChannelTests {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Scheduler scheduler = Scheduler.builder().build();
    private final Surroundings surroundings = new Surroundings(scheduler);

    @AfterEach
    void close() {
        surroundings.close();
        scheduler.shutdown(Duration.ZERO);
    }

    private LocalChannel<Integer> channel(int capacity) {
        return new LocalChannel<>(surroundings, "numbers", capacity);
    }

    private static void awaitWaiting(LocalChannel<?> channel, int count) {
        Together.await(count + " wait", () -> channel.waiting() == count);
    }

    // ---- bounds and order

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 100, 1000})
    void takesExactlyAsManyAsItsCapacity(int capacity) {
        LocalChannel<Integer> channel = channel(capacity);
        for (int lap = 0; lap < 3; lap++) {
            for (int i = 0; i < capacity; i++) {
                assertThat(channel.length()).isEqualTo(i);
                assertThat(channel.trySend(Val.of(i))).isEqualTo(EnqueueResult.SENT);
            }
            assertThat(channel.trySend(Val.of(-1))).isEqualTo(EnqueueResult.FULL);
            assertThat(channel.length()).isEqualTo(capacity);
            for (int i = 0; i < capacity; i++) {
                assertThat(channel.tryReceive()).isEqualTo(i);
            }
            assertThat(channel.tryReceive()).isNull();
        }
    }

    /** Beside a model. */
    @Test
    void behavesAsAQueueDoes() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            int capacity = 1 + random.nextInt(9);
            LocalChannel<Integer> channel = channel(capacity);
            var model = new ArrayDeque<Integer>();
            for (int step = 0; step < 500; step++) {
                if (random.nextBoolean()) {
                    boolean room = model.size() < capacity;
                    assertThat(channel.trySend(Val.of(step)))
                            .as("seed %d", seed)
                            .isEqualTo(room ? EnqueueResult.SENT : EnqueueResult.FULL);
                    if (room) {
                        model.add(step);
                    }
                } else {
                    assertThat(channel.tryReceive()).as("seed %d", seed).isEqualTo(model.poll());
                }
                assertThat(channel.length()).isEqualTo(model.size());
            }
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> channel(0))
                .withMessage(
                        "channel \"numbers\" cannot have a capacity of 0; choose 1 to 16777216");
        assertThatIllegalArgumentException().isThrownBy(() -> channel(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> channel((1 << 24) + 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LocalChannel<Integer>(surroundings, " ", 1))
                .withMessageContaining("needs a name");
    }

    // ---- what is unique

    @Test
    void anIsoIsUsedUpOnlyByBeingSent() throws Exception {
        LocalChannel<Integer> channel = channel(1);
        Iso<Integer> one = Iso.of(1);
        Iso<Integer> two = Iso.of(2);

        channel.send(one);
        assertThat(one.isConsumed()).isTrue();
        assertThat(channel.trySend(two)).isEqualTo(EnqueueResult.FULL);
        assertThat(channel.send(two, Duration.ZERO)).isFalse();
        assertThat(two.isConsumed()).isFalse();

        channel.close();
        assertThat(channel.trySend(two)).isEqualTo(EnqueueResult.CLOSED);
        assertThat(two.isConsumed()).isFalse();
    }

    @Test
    void anIsoThatWasGivenAwayIsRefusedAndTakesNoRoom() {
        LocalChannel<Integer> channel = channel(1);
        Iso<Integer> gone = Iso.of(1);
        gone.take();

        assertThatThrownBy(() -> channel.trySend(gone)).isInstanceOf(IsoConsumedException.class);
        assertThatThrownBy(() -> channel.send(gone)).isInstanceOf(IsoConsumedException.class);
        assertThat(channel.length()).isZero();
    }

    @Test
    void anIsoThatIsGivenAwayWhileItWaitsFailsItsSenderOnly() throws Exception {
        LocalChannel<Integer> channel = channel(1);
        channel.send(Val.of(0));
        Iso<Integer> iso = Iso.of(1);
        TaskHandle<?> first = scheduler.spawn(t -> sent(channel, iso));
        awaitWaiting(channel, 1);
        TaskHandle<?> second = scheduler.spawn(t -> sent(channel, Iso.of(2)));
        awaitWaiting(channel, 2);
        iso.take();

        assertThat(channel.receive()).isZero();
        assertThat(channel.receive()).isEqualTo(2);

        assertThat(first.await())
                .isInstanceOfSatisfying(
                        JoinResult.Failure.class,
                        f -> assertThat(f.cause()).isInstanceOf(IsoConsumedException.class));
        assertThat(second.await()).isInstanceOf(JoinResult.Success.class);
    }

    private static boolean sent(Channel<Integer> channel, Sendable<Integer> message)
            throws InterruptedException {
        channel.send(message);
        return true;
    }

    private record Name(int number) implements Tag<Integer> {
        @Override
        public Integer handOver() {
            return number;
        }
    }

    @Test
    void tagsAndValsAreSentToo() throws Exception {
        LocalChannel<Integer> channel = channel(2);
        channel.send(new Name(7));
        channel.send(Val.of(8));
        assertThat(List.of(channel.receive(), channel.receive())).containsExactly(7, 8);
    }

    // ---- waiting

    @Test
    void receiversAreServedInTheOrderOfWaiting() throws Exception {
        LocalChannel<Integer> channel = channel(2);
        List<TaskHandle<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tasks.add(scheduler.spawn(t -> channel.receive()));
            awaitWaiting(channel, i + 1);
        }
        assertThat(tasks.getFirst().reason().toString()).contains("a message in numbers");

        for (int i = 0; i < 5; i++) {
            channel.send(Val.of(i));
        }

        for (int i = 0; i < 5; i++) {
            assertThat(tasks.get(i).await().get()).isEqualTo(i);
        }
        assertThat(channel.trySend(Val.of(9))).isEqualTo(EnqueueResult.SENT);
        assertThat(channel.length()).isEqualTo(1);
    }

    @Test
    void sendersGetRoomInTheOrderOfWaitingAndNobodyOvertakes() throws Exception {
        LocalChannel<Integer> channel = channel(1);
        channel.send(Val.of(0));
        List<TaskHandle<Boolean>> tasks = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            int number = i;
            tasks.add(scheduler.spawn(t -> sent(channel, Iso.of(number))));
            awaitWaiting(channel, i);
        }
        assertThat(tasks.getFirst().reason().toString()).contains("room in numbers");

        for (int i = 0; i <= 4; i++) {
            assertThat(channel.tryReceive()).isEqualTo(i);
            if (i < 4) {
                assertThat(channel.trySend(Val.of(99))).isEqualTo(EnqueueResult.FULL);
            }
        }

        for (TaskHandle<Boolean> task : tasks) {
            assertThat(task.await().get()).isTrue();
        }
        assertThat(channel.length()).isZero();
    }

    @Test
    void aWaitEndsWhenItsTimeIsUpAndLosesNothing() {
        Simulation.withSeed(1)
                .run(sim -> {
                    try (var outside = new Surroundings(sim.scheduler())) {
                        var channel = new LocalChannel<Integer>(outside, "numbers", 1);
                        TaskHandle<Boolean> receiver =
                                sim.scheduler().spawn(t -> channel.receive(SECOND) != null);
                        sim.runFor(SECOND.minusNanos(1));
                        assertThat(channel.waiting()).isEqualTo(1);
                        sim.runFor(Duration.ofNanos(1));
                        assertThat(sim.await(receiver).get()).isFalse();
                        assertThat(channel.waiting()).isZero();

                        channel.send(Val.of(1));
                        Iso<Integer> iso = Iso.of(2);
                        TaskHandle<Boolean> sender =
                                sim.scheduler().spawn(t -> channel.send(iso, SECOND));
                        sim.runFor(SECOND);
                        assertThat(sim.await(sender).get()).isFalse();
                        assertThat(iso.isConsumed()).isFalse();
                        assertThat(channel.receive()).isEqualTo(1);
                        assertThat(channel.tryReceive()).isNull();
                    }
                });
    }

    @Test
    void whoIsCancelledLeavesTheLineAndLosesNothing() throws Exception {
        LocalChannel<Integer> channel = channel(1);
        TaskHandle<Integer> first = scheduler.spawn(t -> channel.receive());
        awaitWaiting(channel, 1);
        TaskHandle<Integer> second = scheduler.spawn(t -> channel.receive());
        awaitWaiting(channel, 2);

        first.cancel();
        assertThat(first.await()).isInstanceOf(JoinResult.Cancelled.class);
        assertThat(channel.waiting()).isEqualTo(1);
        channel.send(Val.of(1));

        assertThat(second.await().get()).isEqualTo(1);
    }

    @Test
    void aThreadThatIsInterruptedLeavesTheLine() throws Exception {
        LocalChannel<Integer> channel = channel(1);
        var failure = new AtomicReference<Throwable>();
        Thread thread = Together.start(channel::receive, failure);
        awaitWaiting(channel, 1);

        thread.interrupt();
        thread.join();

        assertThat(failure.get()).isInstanceOf(InterruptedException.class);
        assertThat(channel.waiting()).isZero();
    }

    // ---- closing

    @Test
    void aClosedChannelIsEmptiedAndThenRefuses() throws Exception {
        LocalChannel<Integer> channel = channel(3);
        channel.send(Val.of(1));
        channel.send(Val.of(2));

        assertThat(channel.close()).isTrue();
        assertThat(channel.close()).isFalse();
        assertThat(channel.isClosed()).isTrue();

        assertThat(channel.trySend(Val.of(3))).isEqualTo(EnqueueResult.CLOSED);
        assertThatThrownBy(() -> channel.send(Val.of(3)))
                .isInstanceOf(ChannelClosedException.class)
                .hasMessageContaining("\"numbers\" is closed and takes no more");
        assertThat(channel.receive()).isEqualTo(1);
        assertThat(channel.tryReceive()).isEqualTo(2);
        assertThatThrownBy(channel::tryReceive).isInstanceOf(ChannelClosedException.class);
        assertThatThrownBy(channel::receive)
                .isInstanceOf(ChannelClosedException.class)
                .hasMessageContaining("everything in it has been received");
        assertThatThrownBy(() -> channel.receive(SECOND))
                .isInstanceOf(ChannelClosedException.class);
        assertThat(channel).hasToString("Channel numbers (0 of 3, closed)");
    }

    @Test
    void closingTellsThoseThatWait() throws Exception {
        LocalChannel<Integer> empty = channel(1);
        LocalChannel<Integer> full = channel(1);
        full.send(Val.of(0));
        Iso<Integer> iso = Iso.of(1);
        List<TaskHandle<?>> tasks =
                List.of(
                        scheduler.spawn(t -> empty.receive()),
                        scheduler.spawn(t -> empty.receive(HOUR)),
                        scheduler.spawn(t -> sent(full, iso)),
                        scheduler.spawn(t -> full.send(Iso.of(2), HOUR)));
        awaitWaiting(empty, 2);
        awaitWaiting(full, 2);

        empty.close();
        full.close();

        for (TaskHandle<?> task : tasks) {
            assertThat(task.await())
                    .isInstanceOfSatisfying(
                            JoinResult.Failure.class,
                            f -> assertThat(f.cause()).isInstanceOf(ChannelClosedException.class));
        }
        assertThat(iso.isConsumed()).isFalse();
        assertThat(full.receive()).isZero();
    }

    // ---- races

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void losesAndDoublesNothing(int capacity) throws Exception {
        for (int seed = 0; seed < 10; seed++) {
            LocalChannel<Integer> channel = channel(capacity);
            ChannelRace.check(channel, 1_500, seed);
            assertThat(channel.waiting()).isZero();
        }
    }

    @Test
    void losesNothingBetweenTasks() throws Exception {
        LocalChannel<Integer> channel = channel(2);
        int each = 5_000;
        List<TaskHandle<Boolean>> senders =
                IntStream.range(0, 4)
                        .mapToObj(s ->
                                scheduler.spawn(t -> {
                                    for (int i = 0; i < each; i++) {
                                        channel.send(Iso.of(1));
                                    }
                                    return true;
                                }))
                        .toList();
        List<TaskHandle<Integer>> receivers =
                IntStream.range(0, 4)
                        .mapToObj(r ->
                                scheduler.spawn(t -> {
                                    int sum = 0;
                                    for (int i = 0; i < each; i++) {
                                        sum += channel.receive();
                                    }
                                    return sum;
                                }))
                        .toList();

        for (TaskHandle<Boolean> sender : senders) {
            assertThat(sender.await().get()).isTrue();
        }
        for (TaskHandle<Integer> receiver : receivers) {
            assertThat(receiver.await().get()).isEqualTo(each);
        }
        assertThat(channel.length()).isZero();
    }

    @Test
    void theRaceFindsNoFaultWhereThereIsNone() throws Exception {
        ChannelRace.check(new PlantedChannel(PlantedChannel.Fault.NONE), 1_000, 1);
    }

    @Test
    void plantedFaultsAreFound() {
        assertThatThrownBy(() -> race(PlantedChannel.Fault.LOSES_AT_TIMEOUT))
                .hasStackTraceContaining("[lost]");
        assertThatThrownBy(() -> race(PlantedChannel.Fault.DOUBLES))
                .hasStackTraceContaining("[doubled]");
        assertThatThrownBy(() -> race(PlantedChannel.Fault.OVERTAKES))
                .hasStackTraceContaining("order of a sender");
        assertThatThrownBy(() -> race(PlantedChannel.Fault.USES_UP))
                .hasStackTraceContaining("used up");
        assertThatThrownBy(() -> race(PlantedChannel.Fault.CLOSES_AT_ONCE))
                .hasStackTraceContaining("[lost]");
    }

    private static void race(PlantedChannel.Fault fault) throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            ChannelRace.check(new PlantedChannel(fault), 1_000, seed);
        }
    }
}
