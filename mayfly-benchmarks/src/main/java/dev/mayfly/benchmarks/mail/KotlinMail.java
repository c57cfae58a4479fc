package dev.mayfly.benchmarks.mail;

import kotlin.coroutines.Continuation;

import kotlinx.coroutines.channels.BufferOverflow;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.channels.ChannelKt;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;

/**
 * Kotlin's coroutines with bounded channels, on their default dispatcher. There is no Kotlin here:
 * each coroutine is written as the state machine that Kotlin's compiler makes of a suspending
 * lambda, over the same classes of its runtime.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class KotlinMail implements Mail {

    private static Channel<Integer> channel() {
        return ChannelKt.Channel(CAPACITY, BufferOverflow.SUSPEND, null);
    }

    @Override
    public void roundTrips(int rounds) throws InterruptedException {
        Channel<Integer> ping = channel();
        Channel<Integer> pong = channel();
        var done = new Count(1);
        new Player(ping, pong, rounds, false, done).launch();
        new Player(pong, ping, rounds, true, done).launch();
        done.await();
    }

    @Override
    public void send(int senders, int each, IntConsumer receiver) throws InterruptedException {
        Channel<Integer> channel = channel();
        var count = new Count(senders * each);
        new Receiver(
                        channel,
                        senders * each,
                        message -> {
                            receiver.accept(message);
                            var _ = count.down();
                        })
                .launch();
        for (int s = 0; s < senders; s++) {
            new Sender(channel, s * each, each).launch();
        }
        count.await();
    }

    @Override
    public void spawn(int spawners, int each, IntConsumer handler) throws InterruptedException {
        var done = new CountDownLatch(spawners * each);
        for (int s = 0; s < spawners; s++) {
            new Spawner(
                            s * each,
                            each,
                            message -> {
                                handler.accept(message);
                                done.countDown();
                            })
                    .launch();
        }
        done.await();
    }

    /** Receives so many messages. */
    private static final class Receiver extends Coroutine {

        private final Channel<Integer> channel;
        private final IntConsumer handler;
        private int left;
        private boolean waits;

        Receiver(Channel<Integer> channel, int left, IntConsumer handler) {
            this.channel = channel;
            this.left = left;
            this.handler = handler;
        }

        @Override
        Object resume(Object result, Continuation<Object> self) {
            Object message = result;
            while (true) {
                if (waits) {
                    handler.accept(Objects.requireNonNull((Integer) message));
                    if (--left == 0) {
                        return DONE;
                    }
                }
                waits = true;
                message = channel.receive(narrow(self));
                if (message == SUSPENDED) {
                    return SUSPENDED;
                }
            }
        }
    }

    /** Sends its numbers. */
    private static final class Sender extends Coroutine {

        private final Channel<Integer> channel;
        private final int end;
        private int next;

        Sender(Channel<Integer> channel, int first, int count) {
            this.channel = channel;
            this.next = first;
            this.end = first + count;
        }

        @Override
        Object resume(Object result, Continuation<Object> self) {
            while (next < end) {
                if (channel.send(next++, narrow(self)) == SUSPENDED) {
                    return SUSPENDED;
                }
            }
            return DONE;
        }
    }

    /** Launches a receiver for each of its numbers. */
    private static final class Spawner extends Coroutine {

        private final int first;
        private final int count;
        private final IntConsumer handler;

        Spawner(int first, int count, IntConsumer handler) {
            this.first = first;
            this.count = count;
            this.handler = handler;
        }

        @Override
        Object resume(Object result, Continuation<Object> self) {
            for (int i = first; i < first + count; i++) {
                Channel<Integer> channel = channel();
                new Receiver(channel, 1, handler).launch();
                var _ = channel.send(i, narrow(self)); // there is room: it never waits
            }
            return DONE;
        }
    }

    /** Sends and receives in turn, or the other way round. */
    private static final class Player extends Coroutine {

        private final Channel<Integer> in;
        private final Channel<Integer> out;
        private final boolean serves;
        private final Count done;
        private int steps;

        Player(Channel<Integer> in, Channel<Integer> out, int rounds, boolean serves, Count done) {
            this.in = in;
            this.out = out;
            this.steps = 2 * rounds;
            this.serves = serves;
            this.done = done;
        }

        @Override
        Object resume(Object result, Continuation<Object> self) {
            while (steps > 0) {
                boolean sends = (steps-- & 1) == 0 == serves;
                Object outcome = sends ? out.send(steps, narrow(self)) : in.receive(narrow(self));
                if (outcome == SUSPENDED) {
                    return SUSPENDED;
                }
            }
            if (serves) {
                var _ = done.down();
            }
            return DONE;
        }
    }
}
