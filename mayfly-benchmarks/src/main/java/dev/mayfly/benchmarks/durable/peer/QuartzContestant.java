package dev.mayfly.benchmarks.durable.peer;

import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.core.QuartzScheduler;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.impl.jdbcjobstore.StdJDBCDelegate;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import javax.sql.DataSource;

/**
 * Quartz with its JDBC store. A job is a detail and a trigger that starts now; both are deleted
 * when it has run, so nothing of it is kept.
 */
final class QuartzContestant implements Contestant {

    private static final int THREADS = 20;
    private static final String NUMBER = "number";

    @Override
    public String name() {
        return "quartz";
    }

    @Override
    public String version() {
        return QuartzScheduler.getVersionMajor()
                + "."
                + QuartzScheduler.getVersionMinor()
                + "."
                + QuartzScheduler.getVersionIteration();
    }

    @Override
    public String settings(Database database) {
        return "%1$d threads, up to %1$d triggers at a time, data as properties, clustered where there are several nodes; rows are deleted at the end"
                .formatted(THREADS);
    }

    @Override
    public void createTables(Connection connection, Database database)
            throws SQLException, IOException {
        Contestant.runScript(
                connection,
                JobStoreTX.class,
                database == Database.H2 ? "tables_h2.sql" : "tables_postgres.sql");
    }

    @Override
    public Node start(Site site) throws SchedulerException {
        return new QuartzNode(site);
    }

    private static Properties properties(Site site) {
        var settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", "peer");
        settings.setProperty("org.quartz.scheduler.instanceId", site.node());
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", "" + THREADS);
        settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        settings.setProperty("org.quartz.threadPool.threadCount", "" + THREADS);
        settings.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
        settings.setProperty(
                "org.quartz.jobStore.driverDelegateClass",
                (site.database() == Database.H2 ? StdJDBCDelegate.class : PostgreSQLDelegate.class)
                        .getName());
        settings.setProperty("org.quartz.jobStore.useProperties", "true");
        settings.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
        settings.setProperty("org.quartz.jobStore.isClustered", "" + site.clustered());
        settings.setProperty("org.quartz.jobStore.dataSource", site.node());
        return settings;
    }

    private static final class QuartzNode implements Node {

        private final Site site;
        private final Scheduler scheduler;

        QuartzNode(Site site) throws SchedulerException {
            this.site = site;
            DBConnectionManager.getInstance()
                    .addConnectionProvider(site.node(), new Pool(site.source()));
            var factory = new StdSchedulerFactory(properties(site));
            scheduler = factory.getScheduler();
            // Or the next in this process would be the same one: all of a cluster have one name.
            SchedulerRepository.getInstance().remove(scheduler.getSchedulerName());
            Job count = new Count(site);
            scheduler.setJobFactory((bundle, owner) -> count);
            if (site.working()) {
                scheduler.start();
            }
        }

        @Override
        public void submit(long number) throws SchedulerException {
            scheduler.scheduleJob(detail(number), TriggerBuilder.newTrigger().startNow().build());
        }

        @Override
        public void submitAll(long first, int count) throws SchedulerException {
            Map<JobDetail, Set<? extends Trigger>> jobs = new HashMap<>();
            for (int i = 0; i < count; i++) {
                jobs.put(detail(first + i), Set.of(TriggerBuilder.newTrigger().startNow().build()));
            }
            scheduler.scheduleJobs(jobs, false);
        }

        private static JobDetail detail(long number) {
            return JobBuilder.newJob(Count.class)
                    .usingJobData(NUMBER, Long.toString(number))
                    .build();
        }

        @Override
        public long unfinished() throws SQLException {
            return site.count("SELECT count(*) FROM qrtz_triggers");
        }

        @Override
        public void close() throws SchedulerException {
            scheduler.shutdown(true);
        }
    }

    private static final class Count implements Job {

        private final Site site;

        Count(Site site) {
            this.site = site;
        }

        @Override
        public void execute(JobExecutionContext context) {
            site.body()
                    .accept(
                            Long.parseLong(
                                    context.getJobDetail().getJobDataMap().getString(NUMBER)));
        }
    }

    private record Pool(DataSource source) implements ConnectionProvider {

        @Override
        public Connection getConnection() throws SQLException {
            return source.getConnection();
        }

        @Override
        public void shutdown() {} // the pool is the caller's

        @Override
        public void initialize() {}
    }
}
