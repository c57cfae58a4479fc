package dev.mayfly.guide.migration.quartz;

import dev.mayfly.guide.migration.Outbox;

import org.quartz.CronScheduleBuilder;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;

import java.util.TimeZone;

/** As it was. */
final class OldQuartz {

    private OldQuartz() {}

    // tag::quartz-before[]
    @DisallowConcurrentExecution
    public static class InvoiceJob implements Job {

        private final Outbox outbox;

        public InvoiceJob(Outbox outbox) {
            this.outbox = outbox;
        }

        @Override
        public void execute(JobExecutionContext context) throws JobExecutionException {
            String order = context.getMergedJobDataMap().getString("order");
            outbox.send("invoice for " + order);
        }
    }

    static void send(Scheduler scheduler, String order) throws SchedulerException {
        scheduler.scheduleJob(
                JobBuilder.newJob(InvoiceJob.class)
                        .usingJobData("order", order)
                        .requestRecovery()
                        .build(),
                TriggerBuilder.newTrigger().startNow().build());
    }

    static void nightly(Scheduler scheduler) throws SchedulerException {
        var berlin = TimeZone.getTimeZone("Europe/Berlin");
        scheduler.scheduleJob(
                JobBuilder.newJob(InvoiceJob.class)
                        .withIdentity("nightly")
                        .usingJobData("order", "all of today")
                        .build(),
                TriggerBuilder.newTrigger()
                        .withSchedule(
                                CronScheduleBuilder.cronSchedule("0 0 3 ? * 2-6")
                                        .inTimeZone(berlin)
                                        .withMisfireHandlingInstructionFireAndProceed())
                        .build());
    }
    // end::quartz-before[]
}
