package dev.mayfly.agents.primitive.quorum;

import dev.mayfly.agents.internal.outside.Surroundings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A member that answers after a time, tells the others, and behaves as badly as it is told to. */
final class Member implements EchoVoter<String, String> {

    final List<String> cancelled = new ArrayList<>();
    private final Surroundings surroundings;
    private final String name;
    private final String answer;
    private Duration delay = Duration.ofMillis(1);
    private boolean silent;
    private boolean deaf;
    private boolean throwing;
    private final Map<String, String> told = new HashMap<>();
    private final Map<String, String> heard = new HashMap<>();
    private List<Member> others = List.of();

    Member(Surroundings surroundings, String name, String answer) {
        this.surroundings = surroundings;
        this.name = name;
        this.answer = answer;
    }

    /** A group of members that know each other, all with one answer. */
    static List<Member> group(Surroundings surroundings, int size, String answer) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            var member = new Member(surroundings, "m" + i, answer);
            members.add(member);
        }
        members.forEach(member -> member.others = members);
        return members;
    }

    static Member dissenting(Member member, String answer) {
        var other = new Member(member.surroundings, member.name, answer);
        other.others = member.others;
        return other;
    }

    Member after(Duration time) {
        delay = time;
        return this;
    }

    Member silent() {
        silent = true;
        return this;
    }

    /** Answers, and never says what it heard. */
    Member deaf() {
        deaf = true;
        return this;
    }

    Member throwing() {
        throwing = true;
        return this;
    }

    /** Tells one of the others something else. */
    Member telling(String other, String what) {
        told.put(other, what);
        return this;
    }

    /** Says that it heard what it did not. */
    Member hearing(String other, String what) {
        heard.put(other, what);
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<String> ask(String question) {
        if (throwing) {
            throw new IllegalStateException(name + " is out of order");
        }
        return silent ? new CompletableFuture<>() : later(answer);
    }

    @Override
    public CompletionStage<Map<String, String>> echo(String question) {
        if (deaf) {
            return new CompletableFuture<>();
        }
        Map<String, String> all = new HashMap<>();
        for (Member other : others) {
            if (!other.silent && !other.throwing) {
                all.put(other.name, other.told.getOrDefault(name, other.answer));
            }
        }
        all.putAll(heard);
        return later(all);
    }

    private <T> CompletableFuture<T> later(T value) {
        var future = new CompletableFuture<T>();
        var _ =
                surroundings.at(
                        surroundings.deadline(delay),
                        () -> {
                            boolean _ = future.complete(value);
                        });
        return future;
    }

    @Override
    public void cancel(String question) {
        cancelled.add(question);
    }
}
