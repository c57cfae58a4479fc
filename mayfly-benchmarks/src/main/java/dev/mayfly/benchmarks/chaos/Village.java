package dev.mayfly.benchmarks.chaos;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.agent.Overflow;
import dev.mayfly.kernel.supervise.RestartIntensity;

import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** What senders and receivers share. Thread rule: safe for use by any thread. */
final class Village {

    /** Counts those who wait for an answer. */
    static final String QUESTIONS = "questions";

    /** Counts what came of each. */
    static final String OUTCOME = "questions, then ";

    private static final int ADDRESSES = 48;
    private static final RestartIntensity OFTEN =
            new RestartIntensity(1_000, Duration.ofSeconds(1));

    private final Books books;
    private final Post post;
    private final Map<String, LongAdder> counts;
    private final AtomicInteger senders = new AtomicInteger();
    private final AtomicInteger receivers = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReferenceArray<AgentRef<Letter>> addresses =
            new AtomicReferenceArray<>(ADDRESSES);

    Village(Books books, Post post, Map<String, LongAdder> counts) {
        this.books = books;
        this.post = post;
        this.counts = counts;
    }

    /** For the counts of a run. */
    static Map<String, LongAdder> counts() {
        return new ConcurrentHashMap<>();
    }

    Books books() {
        return books;
    }

    Post post() {
        return post;
    }

    void count(String what) {
        counts.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    Sender sender() {
        return new Sender(this, senders.incrementAndGet());
    }

    /** Makes an address known, in the place of the one that was there the longest. */
    void add(AgentRef<Letter> agent) {
        addresses.set(Math.floorMod(next.getAndIncrement(), ADDRESSES), agent);
    }

    AgentRef<Letter> anyone(SplittableRandom random) {
        while (true) {
            AgentRef<Letter> found = addresses.get(random.nextInt(ADDRESSES));
            if (found != null) {
                return found;
            }
        }
    }

    /** An agent of either style, with any policy, that takes few letters or many. */
    AgentSpec<Letter> spec(SplittableRandom random) {
        int number = receivers.incrementAndGet();
        var receiver = new Receiver(this, number, random);
        AgentSpec<Letter> spec =
                random.nextBoolean()
                        ? AgentSpec.handler(() -> receiver)
                        : AgentSpec.body(receiver::body);
        Overflow[] policies = Overflow.values();
        OnFailure[] rules = OnFailure.values();
        Overflow policy = policies[random.nextInt(policies.length)];
        OnFailure rule = rules[random.nextInt(rules.length)];
        String style = spec.behaviour() instanceof AgentSpec.Behaviour.Body<?> ? "body" : "handler";
        return spec.named(style + "-" + policy + "-" + rule + "-" + number)
                .capacity(1 + random.nextInt(random.nextBoolean() ? 4 : 200))
                .overflow(policy)
                .onFailure(rule)
                .intensity(OFTEN);
    }
}
