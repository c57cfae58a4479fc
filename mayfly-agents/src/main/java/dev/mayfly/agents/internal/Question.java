package dev.mayfly.agents.internal;

import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.capability.Tag;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A message that somebody waits for the answer to; its failure is theirs to know.
 *
 * <p>One that carries something along is made when it is handed over and not before: where there is
 * no room for it, the asker has what it would have carried still.
 */
final class Question<M> extends Special implements Tag<M> {

    private final Answer<?> answer;

    /** Null where the message was made before. */
    private final @Nullable Supplier<M> maker;

    /** Null until it was made; the queue passes it to the agent's thread. */
    private @Nullable M message;

    private Question(@Nullable M message, @Nullable Supplier<M> maker, Answer<?> answer) {
        this.message = message;
        this.maker = maker;
        this.answer = answer;
    }

    static <M> Question<M> of(M message, Answer<?> answer) {
        return new Question<>(message, null, answer);
    }

    static <T, R, M> Question<M> carrying(
            Sendable<T> content,
            BiFunction<? super T, ReplyTo<R>, ? extends M> question,
            Answer<R> answer) {
        return new Question<>(null, () -> question.apply(content.handOver(), answer), answer);
    }

    M message() {
        return Objects.requireNonNull(message, "the question was not handed over");
    }

    Answer<?> answer() {
        return answer;
    }

    /** Stays as it is in the queue, whose consumer unwraps it. */
    @Override
    @SuppressWarnings("unchecked") // queues hold objects; the consumer looks for it
    public M handOver() {
        if (maker != null) {
            message = Objects.requireNonNull(maker.get(), "the question is null");
        }
        return (M) this;
    }
}
