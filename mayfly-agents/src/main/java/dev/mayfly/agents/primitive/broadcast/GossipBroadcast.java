package dev.mayfly.agents.primitive.broadcast;

import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.internal.outside.Surroundings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Broadcast by gossip: who hears a rumour for the first time passes it on for some rounds, in each
 * to a few members drawn anew.
 *
 * <p><b>Why all hear it.</b> Say each of n members passes a rumour on to F others, drawn at random.
 * A member is missed by one with the probability 1 - F/n, and by all with about e^(-F); so about
 * n·e^(-F) are missed, and none with the probability e^(-n·e^(-F)). With F = ln n + c that is
 * e^(-e^(-c)). (Anne-Marie Kermarrec, Laurent Massoulié, Ayalvadi Ganesh, "Probabilistic Reliable
 * Dissemination in Large-Scale Systems", IEEE TPDS 14(3), 2003, theorem 1, where F need only be so
 * on the average.) With fan-out f this takes (ln n + c)/f rounds: {@link GossipSettings#pushes}.
 *
 * <p><b>Why it ends.</b> In each round all that know tell f others, so that at first the number of
 * them is multiplied by 1 + f: after ⌈log n⌉ rounds to the base of 1 + f nearly all know it that
 * will, and each then has its own rounds to go. A rumour carries its round, and none is passed on
 * after {@link GossipSettings#rounds}. Those that hear it late pass it on for fewer rounds than
 * others, which is why the tests count. (Boris Pittel, "On spreading a rumor", 1987, for the
 * growth.)
 *
 * <p>With 1000 members and the defaults: each sends at most 15 messages, it is over after 10
 * rounds, half a second, and all have heard it with a probability of 0.9997. Where a share s of the
 * members has crashed, F counts for (1 - s)·F: with 100 of 1000 gone, 0.9988 that all of the others
 * hear it.
 *
 * <p><b>Memory.</b> A member remembers the identities of the last {@link GossipSettings#remembered}
 * rumours, about 150 bytes each, 1.5 MB with the defaults, and forgets the oldest first. One that
 * was forgotten would be heard again: it takes that many newer ones within the half second a rumour
 * is about, 20 000 a second. And it keeps a timer for each rumour that it still passes on.
 *
 * <p>Draws come from the seed and the order of events alone. Messages of one round are sent on the
 * clock's thread.
 *
 * @param <M> what the members are
 * @param <T> what rumours say
 */
public final class GossipBroadcast<M, T> implements Broadcast<T> {

    private final Surroundings surroundings;
    private final String name;
    private final Membership<M> membership;
    private final Transport<M, T> transport;
    private final Consumer<? super T> listener;
    private final GossipSettings settings;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong unsent = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by {@link #lock}. */
    private final SplittableRandom random;

    /** The oldest first. Guarded by {@link #lock}. */
    private final Map<Rumour.Id, Boolean> heard;

    /**
     * What one has counted.
     *
     * @param sent messages handed to the transport
     * @param unsent messages that the transport threw at
     * @param duplicates rumours that came and had been heard
     * @param remembered rumours that are remembered now
     */
    public record Figures(long sent, long unsent, long duplicates, int remembered) {}

    /**
     * Makes one member's.
     *
     * @param surroundings time
     * @param name the member's, no other's: with a number it tells its rumours from all others
     * @param membership the others
     * @param transport the way to them
     * @param listener hears each rumour once, on the thread that brings it; must not block, and
     *     what it throws is thrown at who brings it, while the rumour is passed on all the same
     * @param settings how rumours are passed on
     * @param seed draws whom it tells; give each member another
     */
    public GossipBroadcast(
            Surroundings surroundings,
            String name,
            Membership<M> membership,
            Transport<M, T> transport,
            Consumer<? super T> listener,
            GossipSettings settings,
            long seed) {
        this.surroundings = Objects.requireNonNull(surroundings, "surroundings");
        this.name = Objects.requireNonNull(name, "name");
        this.membership = Objects.requireNonNull(membership, "membership");
        this.transport = Objects.requireNonNull(transport, "transport");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.random = new SplittableRandom(seed);
        int remembered = settings.remembered();
        this.heard =
                new LinkedHashMap<>() {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Rumour.Id, Boolean> eldest) {
                        return size() > remembered;
                    }
                };
    }

    @Override
    public Rumour.Id publish(Val<T> content) {
        var rumour = new Rumour<>(new Rumour.Id(name, numbers.getAndIncrement()), 0, content);
        boolean _ = receive(rumour);
        return rumour.id();
    }

    @Override
    public boolean receive(Rumour<T> rumour) {
        lock.lock();
        try {
            if (heard.putIfAbsent(rumour.id(), true) != null) {
                duplicates.incrementAndGet();
                return false;
            }
        } finally {
            lock.unlock();
        }
        int members = membership.others().size() + 1;
        passOnLater(rumour, settings.pushes(members), settings.rounds(members));
        listener.accept(rumour.content().get());
        return true;
    }

    private void passOnLater(Rumour<T> rumour, int pushes, int rounds) {
        if (pushes > 0 && rumour.round() < rounds) {
            var next = new Rumour<>(rumour.id(), rumour.round() + 1, rumour.content());
            var _ =
                    surroundings.at(
                            surroundings.deadline(settings.interval()),
                            () -> {
                                // First, so that a transport that brings this down does not end it.
                                passOnLater(next, pushes - 1, rounds);
                                passOn(next);
                            });
        }
    }

    private void passOn(Rumour<T> rumour) {
        for (M member : draw()) {
            try {
                transport.send(member, rumour);
                sent.incrementAndGet();
            } catch (RuntimeException e) { // it may be gone; the others will hear it from others
                unsent.incrementAndGet();
            }
        }
    }

    /** Some of the others, each once: Robert Floyd's sample, whose cost is that of its size. */
    private List<M> draw() {
        List<M> others = membership.others();
        int count = Math.min(settings.fanOut(), others.size());
        List<Integer> places = new ArrayList<>(count);
        lock.lock();
        try {
            for (int last = others.size() - count; last < others.size(); last++) {
                int place = random.nextInt(last + 1);
                places.add(places.contains(place) ? last : place);
            }
        } finally {
            lock.unlock();
        }
        return places.stream().map(others::get).toList();
    }

    /**
     * What it has counted so far.
     *
     * @return a picture
     */
    public Figures figures() {
        lock.lock();
        try {
            return new Figures(sent.get(), unsent.get(), duplicates.get(), heard.size());
        } finally {
            lock.unlock();
        }
    }
}
