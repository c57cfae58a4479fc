package dev.mayfly.spring.boot.autoconfigure.agent;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.ReplyTo;

/** What agents of these tests take, and a handler for it: it counts, tells, and fails if asked. */
sealed interface Tally {

    /** Counts. */
    record Add(int number) implements Tally {}

    /** Is answered by the count. */
    record Get(ReplyTo<Integer> replyTo) implements Tally {}

    /** Makes it throw. */
    record Break(String secret) implements Tally {}

    /** Asks an agent for its count. */
    static int of(AgentRef<Tally> agent) throws InterruptedException {
        return agent.ask(Get::new, LIMIT);
    }

    /** Counts in its field. */
    class Counting implements AgentHandler<Tally> {

        private int count;

        @Override
        public void onMessage(Tally message, AgentContext<Tally> self) {
            switch (message) {
                case Add(int number) -> count += number;
                case Get(ReplyTo<Integer> replyTo) -> replyTo.tell(count);
                case Break(String secret) ->
                        throw new IllegalStateException("broken, as it was told to");
            }
        }
    }
}
