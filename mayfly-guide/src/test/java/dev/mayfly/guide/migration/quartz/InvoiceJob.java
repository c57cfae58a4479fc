package dev.mayfly.guide.migration.quartz;

import dev.mayfly.spring.Mayfly;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

// tag::quartz-drain[]
public class InvoiceJob implements Job {

    private final Mayfly mayfly;

    public InvoiceJob(Mayfly mayfly) {
        this.mayfly = mayfly;
    }

    @Override
    public void execute(JobExecutionContext context) {
        String order = context.getMergedJobDataMap().getString("order");
        mayfly.withIdempotencyKey("quartz-" + context.getTrigger().getKey())
                .submit("invoice", order);
    }
}
// end::quartz-drain[]
