package dev.mayfly.benchmarks.peer;

import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

import java.util.Properties;

/**
 * Quartz with its store in memory. A job is a detail and a trigger that starts now.
 *
 * <p>What is not comparable: it is made for times rather than for throughput. It has no states that
 * can be asked for after the end, no retries of its own, and no results: done is when the body has
 * run (see {@link Results}). It takes as many triggers at a time as it has threads.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class QuartzJobs implements Peer {

    /** What its own default configuration says. */
    private static final String THREADS = "10";

    private static final String NUMBER = "number";
    private static final String VALUE = "value";

    private final Results results = new Results();
    private final Scheduler scheduler;

    /**
     * Starts it.
     *
     * @throws SchedulerException if it refuses
     */
    public QuartzJobs() throws SchedulerException {
        var properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "peer");
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", THREADS);
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        properties.setProperty("org.quartz.threadPool.threadCount", THREADS);
        scheduler = new StdSchedulerFactory(properties).getScheduler();
        Job echo = new Echo(results);
        scheduler.setJobFactory((bundle, owner) -> echo);
        scheduler.start();
    }

    @Override
    public Pending submit(int value) throws SchedulerException {
        long number = results.expect();
        scheduler.scheduleJob(
                JobBuilder.newJob(Echo.class)
                        .usingJobData(NUMBER, number)
                        .usingJobData(VALUE, value)
                        .build(),
                TriggerBuilder.newTrigger().startNow().build());
        return results.pending(number);
    }

    @Override
    public void close() throws SchedulerException {
        scheduler.shutdown(true);
    }

    private static final class Echo implements Job {

        private final Results results;

        Echo(Results results) {
            this.results = results;
        }

        @Override
        public void execute(JobExecutionContext context) {
            JobDataMap payload = context.getJobDetail().getJobDataMap();
            results.arrived(payload.getLong(NUMBER), payload.getInt(VALUE));
        }
    }
}
