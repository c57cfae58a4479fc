package dev.mayfly.sample.jarwatch.tally;

import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentPriority;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.spring.MayflyAgent;

import org.springframework.stereotype.Component;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts how many jars use each endangered piece of API. A failure costs it one message and not
 * what it has counted, so it resumes; a jar that is audited twice counts twice.
 */
@Component
@MayflyAgent(name = "api-tally", priority = AgentPriority.LOW, onFailure = OnFailure.RESUME)
public class ApiTally implements AgentHandler<ApiTally.Message> {

    /** What it is told and asked. */
    public sealed interface Message {}

    /**
     * A jar was inspected.
     *
     * @param apis what it uses, each once
     */
    public record Inspected(List<String> apis) implements Message {

        /** Keeps its own copy, which nobody can change. */
        public Inspected {
            apis = List.copyOf(apis);
        }
    }

    /**
     * Asks for what most jars use.
     *
     * @param limit how many
     * @param replyTo where the answer goes
     */
    public record MostUsed(int limit, ReplyTo<Counts> replyTo) implements Message {}

    /**
     * How it stands.
     *
     * @param jars how many were inspected since the start
     * @param apis what most of them use, the most used first, then by name
     */
    public record Counts(long jars, List<ApiCount> apis) {}

    /**
     * A piece of API.
     *
     * @param api which
     * @param jars how many jars use it
     */
    public record ApiCount(String api, long jars) {}

    private final Map<String, Long> uses = new HashMap<>();
    private long jars;

    /** Has counted nothing. */
    public ApiTally() {}

    @Override
    public void onMessage(Message message, AgentContext<Message> self) {
        switch (message) {
            case Inspected(List<String> apis) -> {
                jars++;
                apis.forEach(api -> uses.merge(api, 1L, Long::sum));
            }
            case MostUsed(int limit, ReplyTo<Counts> replyTo) ->
                    replyTo.tell(new Counts(jars, mostUsed(limit)));
        }
    }

    private List<ApiCount> mostUsed(int limit) {
        return uses.entrySet().stream()
                .map(use -> new ApiCount(use.getKey(), use.getValue()))
                .sorted(
                        Comparator.comparingLong(ApiCount::jars)
                                .reversed()
                                .thenComparing(ApiCount::api))
                .limit(limit)
                .toList();
    }
}
