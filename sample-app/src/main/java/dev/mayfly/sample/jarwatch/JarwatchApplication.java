package dev.mayfly.sample.jarwatch;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.sample.jarwatch.audit.AuditTargets;
import dev.mayfly.sample.jarwatch.inspect.InspectionLimits;
import dev.mayfly.sample.jarwatch.inspect.JarInspector;
import dev.mayfly.sample.jarwatch.jdk.JdkApi;
import dev.mayfly.sample.jarwatch.job.AuditJobs;
import dev.mayfly.sample.jarwatch.job.AuditService;
import dev.mayfly.sample.jarwatch.job.Audits;
import dev.mayfly.sample.jarwatch.job.JarJobs;
import dev.mayfly.sample.jarwatch.job.OpinionJobs;
import dev.mayfly.sample.jarwatch.tally.ApiTally;
import dev.mayfly.spring.Mayfly;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

import java.time.InstantSource;

/** Audits folders of jars, one job a jar. */
@SpringBootApplication
@EnableConfigurationProperties(JarwatchProperties.class)
public class JarwatchApplication {

    /**
     * Starts Jarwatch.
     *
     * @param arguments Spring Boot's, for instance {@code --server.port=9090}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(JarwatchApplication.class, arguments);
    }

    @Bean
    AuditTargets auditTargets() {
        return AuditTargets.ofThisProcess();
    }

    @Bean
    Audits audits(JarwatchProperties properties) {
        return new Audits(InstantSource.system(), properties.data().resolve("audits"));
    }

    /** Lazy, since it reads the JDK for a second or two, which the start need not wait for. */
    @Bean
    @Lazy
    JarInspector jarInspector() {
        return new JarInspector(JdkApi.ofRunningJdk(), InspectionLimits.DEFAULT);
    }

    /** Reads the JDK once the application is there, so that the first jar need not wait for it. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> readTheJdk(
            Scheduler scheduler, ObjectProvider<JarInspector> inspector) {
        return ready ->
                scheduler.submit(
                        "default",
                        TaskOptions.named("read-the-jdk"),
                        task -> inspector.getObject());
    }

    @Bean
    AuditJobs auditJobs(
            Audits audits,
            AuditTargets targets,
            Scheduler scheduler,
            ObjectProvider<Jobs> jobs,
            JarwatchProperties properties) {
        return new AuditJobs(audits, targets, scheduler, jobs, properties.jdeps());
    }

    @Bean
    JarJobs jarJobs(
            Audits audits,
            ObjectProvider<JarInspector> inspector,
            JarwatchProperties properties,
            AgentRef<ApiTally.Message> tally) {
        return new JarJobs(audits, inspector::getObject, properties.jdeps(), tally);
    }

    @Bean
    OpinionJobs opinionJobs(Audits audits) {
        return new OpinionJobs(audits);
    }

    @Bean
    AuditService auditService(Mayfly mayfly, AuditJobs jobs, Audits audits, AuditTargets targets) {
        return new AuditService(mayfly, jobs, audits, targets);
    }
}
