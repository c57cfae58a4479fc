package dev.mayfly.guide.jobs;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.schedule.Cron;
import dev.mayfly.jobs.schedule.RecurringRules.CatchUp;
import dev.mayfly.jobs.schedule.RecurringRules.Overlap;
import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

import java.time.ZoneId;

/** Runs again and again. */
@Component
class Reports {

    private final Jobs jobs;
    private final Mailer mailer;

    Reports(Jobs jobs, Mailer mailer) {
        this.jobs = jobs;
        this.mailer = mailer;
    }

    // tag::cron[]
    @MayflyJob(name = "close-of-day", cron = "0 18 * * MON-FRI", zone = "Europe/Berlin")
    void closeOfDay(JobContext job) {
        mailer.send("closed at " + job.envelope().options().labels().get("mayfly.scheduled-for"));
    }

    @MayflyJob(
            name = "sync-stock",
            fixedRate = "10m",
            overlap = Overlap.SKIP,
            catchUp = CatchUp.LATEST)
    void syncStock() {
        mailer.send("stock is up to date");
    }

    // end::cron[]

    // tag::recurring[]
    void reportMonthly(String customer, ZoneId zone) {
        jobs.recurring()
                .schedule(
                        "report-" + customer,
                        "report",
                        new Cron("0 6 1 * *", zone),
                        customer,
                        JobOptions.DEFAULTS);
    }

    @MayflyJob(name = "report")
    void report(String customer) {
        mailer.send("report for " + customer);
    }
    // end::recurring[]
}
