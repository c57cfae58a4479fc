package dev.mayfly.guide.migration.before;

import dev.mayfly.guide.migration.Outbox;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

// tag::quartz-before[]
@DisallowConcurrentExecution
public class InvoiceJob implements Job {

    private final Outbox outbox;

    public InvoiceJob(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void execute(JobExecutionContext context) {
        String order = context.getMergedJobDataMap().getString("order");
        outbox.send("invoice for " + order);
    }
}
// end::quartz-before[]
