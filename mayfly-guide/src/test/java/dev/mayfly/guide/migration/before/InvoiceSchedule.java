package dev.mayfly.guide.migration.before;

import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.springframework.stereotype.Service;

import java.util.TimeZone;

// tag::quartz-before-schedule[]
@Service
class InvoiceSchedule {

    private final Scheduler scheduler;

    InvoiceSchedule(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void send(String order) throws SchedulerException {
        scheduler.scheduleJob(
                JobBuilder.newJob(InvoiceJob.class)
                        .usingJobData("order", order)
                        .requestRecovery()
                        .build(),
                TriggerBuilder.newTrigger().startNow().build());
    }

    void sendEachNight() throws SchedulerException {
        scheduler.scheduleJob(
                JobBuilder.newJob(InvoiceJob.class)
                        .withIdentity("nightly")
                        .usingJobData("order", "all of today")
                        .build(),
                TriggerBuilder.newTrigger()
                        .withSchedule(
                                CronScheduleBuilder.cronSchedule("0 0 3 ? * 2-6")
                                        .inTimeZone(TimeZone.getTimeZone("Europe/Berlin"))
                                        .withMisfireHandlingInstructionFireAndProceed())
                        .build());
    }
}
// end::quartz-before-schedule[]
