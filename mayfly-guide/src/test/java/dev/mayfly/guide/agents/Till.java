package dev.mayfly.guide.agents;

import dev.mayfly.agents.agent.AgentRef;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Service;

import java.time.Duration;

// tag::till[]
@Service
class Till {

    private final AgentRef<Stock.Message> stock;

    Till(@Qualifier("stock") AgentRef<Stock.Message> stock) {
        this.stock = stock;
    }

    void arrived(String article, int amount) {
        stock.tell(new Stock.Arrived(article, amount));
    }

    boolean sell(String article) throws InterruptedException {
        return stock.ask(to -> new Stock.Sell(article, to), Duration.ofSeconds(1));
    }
}
// end::till[]
