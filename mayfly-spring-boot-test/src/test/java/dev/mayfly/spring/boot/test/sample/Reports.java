package dev.mayfly.spring.boot.test.sample;

import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

/** Reports every night. */
@Component
public class Reports {

    private final Mailer mailer;

    Reports(Mailer mailer) {
        this.mailer = mailer;
    }

    @MayflyJob(name = "nightly", cron = "0 3 * * *", zone = "UTC")
    public void nightly() {
        mailer.send("report");
    }
}
