package dev.mayfly.kernel.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class WaitMapTests {

    private final WaitMap map = new WaitMap();

    @Test
    void wakesAllWaitersOfAKeyInOrderOfArrival() {
        List<String> order = new ArrayList<>();
        map.add("key", new Recorder("a", order));
        map.add("key", new Recorder("b", order));
        map.add("other", new Recorder("c", order));

        assertThat(map.signal("key")).isEqualTo(2);
        assertThat(order).containsExactly("a", "b");
    }

    @Test
    void keepsASignalThatFoundNobodyForTheNextWaiter() {
        assertThat(map.signal("early")).isZero();

        assertThat(map.add("early", new Flag())).as("the waiter was added").isFalse();
        assertThat(map.add("early", new Flag())).as("only one signal was kept").isTrue();
    }

    @Test
    void keepsOneSignalHoweverOftenSignalled() {
        map.signal("key");
        map.signal("key");

        assertThat(map.takeKept("key")).isTrue();
        assertThat(map.takeKept("key")).isFalse();
    }

    @Test
    void keepsASignalThatOnlyFoundWaitersWhoseTimeWasUp() {
        Flag late = new Flag();
        map.add("key", late);
        late.done.set(true); // its time-out won, and it has not yet left the map

        assertThat(map.signal("key")).isZero();
        assertThat(map.takeKept("key")).as("the signal was kept").isTrue();
    }

    @Test
    void aWaiterThatLeftIsNotWoken() {
        Flag gone = new Flag();
        map.add("key", gone);
        map.remove(gone);

        map.wakeAll("key");

        assertThat(gone.done).isFalse();
        assertThat(map.keys()).isZero();
    }

    @Test
    void leavingTwiceDoesNoHarm() {
        Flag first = new Flag();
        Flag second = new Flag();
        map.add("key", first);
        map.add("key", second);
        map.remove(first);
        map.remove(first);

        assertThat(map.signal("key")).isEqualTo(1);
        assertThat(second.done).isTrue();
    }

    @Test
    void refusesToKeepMoreSignalsThanItsLimitAndNamesIt() {
        for (int i = 0; i < WaitMap.MOST_KEPT; i++) {
            map.signal(i);
        }

        assertThatThrownBy(() -> map.signal("one too many"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("65536");
        map.takeKept(0);
        assertThat(map.signal("now there is room")).isZero();
    }

    @Test
    void losesNoSignalBetweenWaitersAndSignallersThatRace() throws InterruptedException {
        int rounds = 20_000;
        var taken = new AtomicInteger();
        var go = new CountDownLatch(1);
        Thread waiter =
                Thread.ofPlatform()
                        .start(() -> {
                            awaitLatch(go);
                            for (int i = 0; i < rounds; i++) {
                                var flag = new Flag();
                                if (map.add(i, flag)) {
                                    while (!flag.done.get()) {
                                        Thread.onSpinWait();
                                    }
                                }
                                taken.incrementAndGet();
                            }
                        });
        go.countDown();
        for (int i = 0; i < rounds; i++) {
            map.signal(i);
        }
        waiter.join();

        assertThat(taken).hasValue(rounds);
        assertThat(map.keys()).isZero();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Flag extends WaitMap.Waiter {

        private final AtomicBoolean done = new AtomicBoolean();

        @Override
        protected boolean wake() {
            return done.compareAndSet(false, true);
        }
    }

    private static final class Recorder extends WaitMap.Waiter {

        private final String name;
        private final List<String> order;

        Recorder(String name, List<String> order) {
            this.name = name;
            this.order = order;
        }

        @Override
        protected boolean wake() {
            return order.add(name);
        }
    }
}
