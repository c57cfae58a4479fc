package dev.mayfly.benchmarks.mail;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;

/**
 * Apache Pekko's typed actors, on their default dispatcher with as many threads as there are
 * processors. Actors are started by the actor at the root, with {@code context.spawn}, since that
 * is the only way. Mailboxes are unbounded, as they are by default: senders never wait.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class TypedPekko implements Mail {

    /** What the root does, with its own context. */
    @FunctionalInterface
    private interface Order {
        void run(ActorContext<Order> context);
    }

    private final ActorSystem<Order> system;

    /** Starts a system. */
    public TypedPekko() {
        int processors = Runtime.getRuntime().availableProcessors();
        Config config =
                ConfigFactory.parseString(
                                """
                                pekko {
                                  loglevel = "OFF"
                                  stdout-loglevel = "OFF"
                                  log-dead-letters = off
                                  log-dead-letters-during-shutdown = off
                                  actor.default-dispatcher.fork-join-executor {
                                    parallelism-min = %d
                                    parallelism-max = %d
                                  }
                                }
                                """
                                        .formatted(processors, processors))
                        .withFallback(ConfigFactory.load());
        system = ActorSystem.create(spawner(), "peer", config);
    }

    private static Behavior<Order> spawner() {
        return Behaviors.setup(context ->
                Behaviors.receiveMessage(order -> {
                    order.run(context);
                    return Behaviors.same();
                }));
    }

    @Override
    public void roundTrips(int rounds) throws InterruptedException {
        var done = new Count(rounds);
        system.tell(context -> {
            ActorRef<Ball> pong = context.spawnAnonymous(Behaviors.setup(Pong::new));
            ActorRef<Ball> ping = context.spawnAnonymous(Behaviors.setup(c -> new Ping(c, done)));
            pong.tell(new Ball(ping));
        });
        done.await();
    }

    /** Carries whom to send it back to. */
    private record Ball(ActorRef<Ball> from) {}

    private static final class Ping extends AbstractBehavior<Ball> {

        private final Count done;
        private final Ball ball;

        Ping(ActorContext<Ball> context, Count done) {
            super(context);
            this.done = done;
            this.ball = new Ball(context.getSelf());
        }

        @Override
        public Receive<Ball> createReceive() {
            return newReceiveBuilder().onAnyMessage(this::onBall).build();
        }

        private Behavior<Ball> onBall(Ball back) {
            boolean last = done.down();
            back.from().tell(last ? new Ball(getContext().getSystem().deadLetters()) : ball);
            return last ? Behaviors.stopped() : this;
        }
    }

    private static final class Pong extends AbstractBehavior<Ball> {

        private final Ball ball;

        Pong(ActorContext<Ball> context) {
            super(context);
            this.ball = new Ball(context.getSelf());
        }

        @Override
        public Receive<Ball> createReceive() {
            return newReceiveBuilder().onAnyMessage(this::onBall).build();
        }

        private Behavior<Ball> onBall(Ball ping) {
            ping.from().tell(ball);
            return ping.from().equals(getContext().getSystem().deadLetters())
                    ? Behaviors.stopped()
                    : this;
        }
    }

    @Override
    public void send(int senders, int each, IntConsumer receiver) throws InterruptedException {
        var count = new Count(senders * each);
        system.tell(context -> {
            ActorRef<Integer> actor =
                    context.spawnAnonymous(
                            Behaviors.receiveMessage(message -> {
                                receiver.accept(message);
                                return count.down() ? Behaviors.stopped() : Behaviors.same();
                            }));
            Mail.inParallel(
                    senders,
                    each,
                    first -> {
                        for (int i = first; i < first + each; i++) {
                            actor.tell(i);
                        }
                    });
        });
        count.await();
    }

    @Override
    public void spawn(int spawners, int each, IntConsumer handler) throws InterruptedException {
        var done = new CountDownLatch(spawners * each);
        Behavior<Integer> once = once(handler, done);
        for (int s = 0; s < spawners; s++) {
            int first = s * each;
            if (spawners == 1) {
                system.tell(context -> spawnAll(context, once, first, each));
            } else {
                system.tell(context ->
                        context.spawnAnonymous(spawner())
                                .tell(own -> {
                                    spawnAll(own, once, first, each);
                                }));
            }
        }
        done.await();
    }

    private static void spawnAll(
            ActorContext<Order> context, Behavior<Integer> once, int first, int each) {
        for (int i = first; i < first + each; i++) {
            context.spawnAnonymous(once).tell(i);
        }
    }

    private static Behavior<Integer> once(IntConsumer handler, CountDownLatch done) {
        return Behaviors.receive(Integer.class)
                .onAnyMessage(message -> {
                    handler.accept(message);
                    return Behaviors.stopped();
                })
                .onSignal(
                        PostStop.class,
                        stop -> {
                            done.countDown();
                            return Behaviors.same();
                        })
                .build();
    }

    /**
     * Starts an actor that gets no message and stays until the system is closed.
     *
     * @return the actor
     * @throws InterruptedException if the caller is interrupted
     */
    public Object idle() throws InterruptedException {
        var made = new Object[1];
        var done = new CountDownLatch(1);
        system.tell(context -> {
            made[0] = context.spawnAnonymous(Behaviors.<Integer>ignore());
            done.countDown();
        });
        done.await();
        return made[0];
    }

    @Override
    public void close() throws Exception {
        system.terminate();
        Await.ready(system.whenTerminated(), Duration.Inf());
    }
}
