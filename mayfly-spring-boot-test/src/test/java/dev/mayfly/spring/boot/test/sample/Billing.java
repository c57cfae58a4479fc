package dev.mayfly.spring.boot.test.sample;

import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

import java.time.Duration;

/** Bills orders, and reminds of bills. */
@Component
public class Billing {

    private final Mayfly mayfly;
    private final Mailer mailer;

    Billing(Mayfly mayfly, Mailer mailer) {
        this.mayfly = mayfly;
        this.mailer = mailer;
    }

    @MayflyJob(name = "bill", maxAttempts = 3, initialDelay = "10s", multiplier = 1, jitter = 0)
    public String bill(Order order) {
        mailer.send("bill " + order.id());
        mayfly.with(JobOptions.delayed(Duration.ofDays(7)).withLabel("order", order.id()))
                .submit("remind", order);
        return "B-" + order.id();
    }

    @MayflyJob(name = "remind")
    public void remind(Order order) {
        mailer.send("reminder " + order.id());
    }
}
