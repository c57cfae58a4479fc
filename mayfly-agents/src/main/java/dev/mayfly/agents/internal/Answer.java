package dev.mayfly.agents.internal;

import dev.mayfly.agents.agent.AskException;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.internal.outside.Surroundings;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What somebody waits for who has asked. Safe for use by any thread. */
final class Answer<R> extends CompletableFuture<R> implements ReplyTo<R> {

    private final String agent;
    private final Duration timeout;

    /** Written before whoever cancels it is told of the end. */
    private Surroundings.@Nullable Timer timer;

    Answer(String agent, Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "time-out "
                            + timeout
                            + " of a question to "
                            + agent
                            + " is not positive, for instance PT1S");
        }
        this.agent = agent;
        this.timeout = timeout;
    }

    /** Ends the wait when the time is up. Called once the question was sent, which may fail. */
    void watch(Agents agents) {
        if (isDone()) {
            return;
        }
        Surroundings surroundings = agents.surroundings();
        timer = surroundings.at(surroundings.deadline(timeout), this::timeUp);
        agents.expect(this);
        var _ = whenComplete((answer, failure) -> over(agents));
    }

    private void over(Agents agents) {
        agents.expectNoMore(this);
        Surroundings.Timer set = timer;
        if (set != null) {
            set.cancel();
        }
    }

    /** A stage of the asker's own, whose failure comes as it is and not wrapped in another. */
    CompletionStage<R> told() {
        var stage = new CompletableFuture<R>();
        var _ =
                whenComplete((answer, failure) -> {
                    if (failure == null) {
                        stage.complete(answer);
                    } else {
                        stage.completeExceptionally(failure);
                    }
                });
        return stage;
    }

    @Override
    public boolean send(Sendable<? extends R> answer) {
        return !isDone() && complete(answer.handOver());
    }

    @Override
    public boolean fail(Throwable cause) {
        return end(AskException.Reason.FAILED, "failed over a question: " + cause, cause);
    }

    boolean timeUp() {
        return end(AskException.Reason.TIMED_OUT, "did not answer within " + timeout, null);
    }

    boolean stopped() {
        return end(AskException.Reason.STOPPED, "has ended and does not answer", null);
    }

    /** Nobody keeps the time any more. */
    boolean closed() {
        return end(
                AskException.Reason.STOPPED,
                "has not answered, and the agents' runtime is closed",
                null);
    }

    boolean full() {
        return end(AskException.Reason.FULL, "has no room for a question", null);
    }

    private boolean end(AskException.Reason reason, String what, @Nullable Throwable cause) {
        return completeExceptionally(new AskException(reason, agent + " " + what, cause));
    }

    @Override
    public String toString() {
        return "the answer of " + agent;
    }
}
