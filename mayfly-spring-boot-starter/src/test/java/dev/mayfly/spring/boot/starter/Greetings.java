package dev.mayfly.spring.boot.starter;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.spring.MayflyJob;

import org.slf4j.MDC;
import org.springframework.stereotype.Component;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The work of the applications. */
@Component
class Greetings {

    record Guest(String name) {}

    record Greeting(String text, String job, boolean traced) {}

    final CountDownLatch busy = new CountDownLatch(1);
    final CountDownLatch done = new CountDownLatch(1);

    @MayflyJob
    Greeting greet(Guest guest, JobContext job) {
        return new Greeting("Hello " + guest.name(), job.name(), MDC.get("traceId") != null);
    }

    @MayflyJob
    String hold() throws InterruptedException {
        busy.countDown();
        return done.await(60, TimeUnit.SECONDS) ? "released" : "forgotten";
    }
}
