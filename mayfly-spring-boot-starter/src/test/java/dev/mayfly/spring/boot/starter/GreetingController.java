package dev.mayfly.spring.boot.starter;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.spring.Mayfly;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.concurrent.CompletableFuture;

/** The same controller in both kinds of web application. */
@RestController
class GreetingController {

    private final Mayfly mayfly;
    private final Greetings greetings;

    GreetingController(Mayfly mayfly, Greetings greetings) {
        this.mayfly = mayfly;
        this.greetings = greetings;
    }

    @PostMapping("/greetings/{name}")
    CompletableFuture<Greetings.Greeting> greet(@PathVariable String name) {
        return mayfly.submit(greetings::greet, new Greetings.Guest(name)).future();
    }

    @PostMapping("/holds")
    String hold() {
        JobHandle<String> handle = mayfly.submit(greetings::hold);
        return handle.id().value();
    }
}
