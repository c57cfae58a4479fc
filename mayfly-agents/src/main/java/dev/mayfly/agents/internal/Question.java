package dev.mayfly.agents.internal;

import dev.mayfly.agents.capability.Tag;

/** A message that somebody waits for the answer to; its failure is theirs to know. */
final class Question<M> extends Special implements Tag<M> {

    private final M message;
    private final Answer<?> answer;

    Question(M message, Answer<?> answer) {
        this.message = message;
        this.answer = answer;
    }

    M message() {
        return message;
    }

    Answer<?> answer() {
        return answer;
    }

    /** Stays as it is in the queue, whose consumer unwraps it. */
    @Override
    @SuppressWarnings("unchecked") // queues hold objects; the consumer looks for it
    public M handOver() {
        return (M) this;
    }
}
