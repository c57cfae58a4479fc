package dev.mayfly.sample.jarwatch.web;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.sample.jarwatch.tally.ApiTally;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Duration;

/** Tells programs which endangered API the audited jars use, over all audits since the start. */
@RestController
class ApiController {

    /** How many are told. */
    static final int MOST = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AgentRef<ApiTally.Message> tally;

    ApiController(AgentRef<ApiTally.Message> tally) {
        this.tally = tally;
    }

    @GetMapping("/apis")
    ApiTally.Counts mostUsed() throws InterruptedException {
        return tally.ask(replyTo -> new ApiTally.MostUsed(MOST, replyTo), PATIENCE);
    }
}
