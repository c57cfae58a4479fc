package dev.mayfly.benchmarks.peer;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.UntypedAbstractActor;
import org.apache.pekko.dispatch.Futures;

import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Apache Pekko on its default dispatcher, with as many threads as there are processors.
 *
 * <p>Classic actors: a typed actor is a classic one inside, with an adapter around it, so these are
 * Pekko at its fastest and smallest. Untyped ones among them, which skip the builder of patterns.
 *
 * <p>What is comparable, and what not:
 *
 * <ul>
 *   <li>A task is a {@code Future} on the dispatcher ({@link #futures}), which can neither wait nor
 *       be cancelled nor be seen, or an actor that gets one message and stops ({@link #actors}),
 *       which has a name, a supervisor and an end that others can watch.
 *   <li>To yield is to send oneself a message. The dispatcher goes on with the same actor up to
 *       {@code throughput} messages, 5 by default; where giving up the turn is measured, it is 1.
 *   <li>A handover is a message. The actor returns in between: it has no stack to keep, as a task
 *       that waits does.
 * </ul>
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class Pekko implements AutoCloseable {

    private enum Message {
        NEXT
    }

    private final ActorSystem system;

    private Pekko(int throughput) {
        int processors = Runtime.getRuntime().availableProcessors();
        Config config =
                ConfigFactory.parseString(
                                """
                                pekko {
                                  loglevel = "OFF"
                                  stdout-loglevel = "OFF"
                                  log-dead-letters = off
                                  log-dead-letters-during-shutdown = off
                                  actor.default-dispatcher {
                                    throughput = %d
                                    fork-join-executor {
                                      parallelism-min = %d
                                      parallelism-max = %d
                                    }
                                  }
                                }
                                """
                                        .formatted(throughput, processors, processors))
                        .withFallback(ConfigFactory.load());
        system = ActorSystem.create("peer", config);
    }

    /**
     * Starts a system as it is by default.
     *
     * @return the system
     */
    public static Pekko standard() {
        return new Pekko(5);
    }

    /**
     * Starts a system whose actors give up their turn after each message.
     *
     * @return the system
     */
    public static Pekko fair() {
        return new Pekko(1);
    }

    /**
     * Futures as tasks.
     *
     * @return a peer that closes this system
     */
    public Peer futures() {
        return new Closing(value -> {
            var future = Futures.future(() -> value, system.dispatcher());
            return () -> Await.result(future, Duration.Inf());
        });
    }

    /**
     * Actors as tasks.
     *
     * @return a peer that closes this system
     */
    public Peer actors() {
        return new Closing(value -> {
            var result = new CompletableFuture<Integer>();
            system.actorOf(Props.create(Once.class, () -> new Once(value)))
                    .tell(result, ActorRef.noSender());
            return result::get;
        });
    }

    /**
     * Lets actors give up their turns.
     *
     * @param tasks how many at a time
     * @param yields how often each
     * @throws InterruptedException if the caller is interrupted
     */
    public void yield(int tasks, int yields) throws InterruptedException {
        var done = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            system.actorOf(Props.create(Yielding.class, () -> new Yielding(yields, done)))
                    .tell(Message.NEXT, ActorRef.noSender());
        }
        done.await();
    }

    /**
     * Lets two actors take turns.
     *
     * @param rounds how often each gets its turn
     * @throws InterruptedException if the caller is interrupted
     */
    public void rally(int rounds) throws InterruptedException {
        var done = new CountDownLatch(2);
        ActorRef ping = system.actorOf(Props.create(Player.class, () -> new Player(rounds, done)));
        ActorRef pong = system.actorOf(Props.create(Player.class, () -> new Player(rounds, done)));
        ping.tell(Message.NEXT, pong);
        done.await();
    }

    /**
     * Makes an actor that gets no message.
     *
     * @return the actor, which stays until the system is closed
     */
    public Object idle() {
        return system.actorOf(Props.create(Idle.class, Idle::new));
    }

    /**
     * Stops an idle actor.
     *
     * @param idle the actor
     */
    public void stop(Object idle) {
        system.stop((ActorRef) idle);
    }

    @Override
    public void close() throws Exception {
        Await.result(system.terminate(), Duration.Inf());
    }

    private final class Closing implements Peer {

        private final Peer peer;

        Closing(Peer peer) {
            this.peer = peer;
        }

        @Override
        public Pending submit(int value) throws Exception {
            return peer.submit(value);
        }

        @Override
        public void close() throws Exception {
            Pekko.this.close();
        }
    }

    private static final class Once extends UntypedAbstractActor {

        private final int value;

        Once(int value) {
            this.value = value;
        }

        @Override
        @SuppressWarnings("unchecked") // nobody else sends it anything
        public void onReceive(Object result) {
            ((CompletableFuture<Integer>) result).complete(value);
            getContext().stop(getSelf());
        }
    }

    private static final class Yielding extends UntypedAbstractActor {

        private final CountDownLatch done;
        private int left;

        Yielding(int yields, CountDownLatch done) {
            this.left = yields;
            this.done = done;
        }

        @Override
        public void onReceive(Object next) {
            if (left-- == 0) {
                done.countDown();
                getContext().stop(getSelf());
            } else {
                getSelf().tell(next, getSelf());
            }
        }
    }

    private static final class Player extends UntypedAbstractActor {

        private final CountDownLatch done;
        private int left;

        Player(int rounds, CountDownLatch done) {
            this.left = rounds;
            this.done = done;
        }

        @Override
        public void onReceive(Object turn) {
            getSender().tell(turn, getSelf());
            if (--left == 0) {
                done.countDown();
                getContext().stop(getSelf());
            }
        }
    }

    private static final class Idle extends UntypedAbstractActor {

        @Override
        public void onReceive(Object message) {
            unhandled(message);
        }
    }
}
