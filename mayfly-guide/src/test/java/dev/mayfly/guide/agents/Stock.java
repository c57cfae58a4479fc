package dev.mayfly.guide.agents;

import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.spring.MayflyAgent;

import org.springframework.context.annotation.Scope;
import org.springframework.stereotype.Component;

import java.util.HashMap;
import java.util.Map;

// tag::agent[]
@Component
@Scope("prototype")
@MayflyAgent(name = "stock")
class Stock implements AgentHandler<Stock.Message> {

    sealed interface Message {}

    record Arrived(String article, int amount) implements Message {}

    record Sell(String article, ReplyTo<Boolean> sold) implements Message {}

    private final Map<String, Integer> amounts = new HashMap<>();

    @Override
    public void onMessage(Message message, AgentContext<Message> self) {
        switch (message) {
            case Arrived(var article, var amount) -> amounts.merge(article, amount, Integer::sum);
            case Sell(var article, var sold) -> sold.tell(take(article));
        }
    }

    private boolean take(String article) {
        int left = amounts.getOrDefault(article, 0);
        amounts.put(article, Math.max(0, left - 1));
        return left > 0;
    }
}
// end::agent[]
