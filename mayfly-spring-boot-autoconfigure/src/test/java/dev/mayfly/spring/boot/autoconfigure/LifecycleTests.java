package dev.mayfly.spring.boot.autoconfigure;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.SchedulerCustomizer;
import dev.mayfly.spring.boot.autoconfigure.lifecycle.MayflyLifecycle;
import dev.mayfly.spring.boot.autoconfigure.lifecycle.ShutdownListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@ExtendWith(OutputCaptureExtension.class)
class LifecycleTests {

    @TempDir Path folder;

    /** Stands for a data source: jobs need it, and it is gone once it is closed. */
    static class Resource implements DisposableBean {
        volatile boolean closed;

        @Override
        public void destroy() {
            closed = true;
        }
    }

    @Component("worker")
    static class Worker {
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        private final Resource resource;
        volatile boolean interrupted;

        Worker(Resource resource) {
            this.resource = resource;
        }

        @MayflyJob(name = "use-resource", maxAttempts = 1)
        String useResource() throws InterruptedException {
            started.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted = true;
                throw e;
            }
            return resource.closed ? "closed" : "open";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Resources {
        @Bean
        Resource resource() {
            return new Resource();
        }
    }

    private ApplicationContextRunner worker() {
        return Runners.jobs().withUserConfiguration(Resources.class, Worker.class);
    }

    private static JobHandle<String> begun(AssertableApplicationContext context)
            throws InterruptedException {
        JobHandle<String> handle = context.getBean(Mayfly.class).submit("use-resource");
        assertThat(context.getBean(Worker.class).started.await(60, TimeUnit.SECONDS)).isTrue();
        return handle;
    }

    private static void close(AssertableApplicationContext context) {
        ((ConfigurableApplicationContext) context.getSourceApplicationContext()).close();
    }

    @Test
    void closingLetsRunningJobsEndWhileTheirResourcesAreStillThere(CapturedOutput output) {
        worker().run(context -> {
            JobHandle<String> handle = begun(context);
            Worker worker = context.getBean(Worker.class);
            // The job goes on only once the shutdown has begun.
            context.getBean(Scheduler.class)
                    .addListener(event -> {
                        if (event instanceof KernelEvent.ShutdownBegun) {
                            worker.release.countDown();
                        }
                    });
            close(context);
            assertThat(handle.await(LIMIT)).isEqualTo("open");
            assertThat(output)
                    .contains("Mayfly is stopping: 1 tasks have")
                    .contains("Mayfly has stopped, clean, in");
        });
    }

    @Test
    void closingInterruptsJobsThatDoNotEndInTimeAndReportsThem(CapturedOutput output) {
        worker().withPropertyValues("mayfly.shutdown.timeout=50ms")
                .run(context -> {
                    JobHandle<String> handle = begun(context);
                    Worker worker = context.getBean(Worker.class);
                    Jobs jobs = context.getBean(Jobs.class);
                    close(context);
                    assertThat(worker.interrupted).isTrue();
                    assertThatThrownBy(() -> handle.await(LIMIT))
                            .isInstanceOf(JobRejectedException.class);
                    assertThat(jobs.find(handle.id()).orElseThrow().state())
                            .isEqualTo(JobState.READY);
                    assertThat(output)
                            .contains("Mayfly has stopped, timed out, in")
                            .contains("1 cancelled, 0 stuck");
                });
    }

    @Test
    void closedApplicationRefusesJobs() {
        worker().run(context -> {
            Mayfly mayfly = context.getBean(Mayfly.class);
            close(context);
            assertThatThrownBy(() -> mayfly.submit("use-resource"))
                    .isInstanceOf(JobRejectedException.class);
        });
    }

    @Test
    void timeoutFollowsThatOfTheLifecycleUnlessItIsSet(CapturedOutput output) {
        worker().withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=70ms")
                .run(context -> {
                    begun(context);
                    close(context);
                    assertThat(output).contains("1 tasks have 70 ms to end");
                });
    }

    @Test
    void drainsAfterTheWebServerHasFinishedItsRequests() {
        assertThat(MayflyLifecycle.PHASE)
                .isLessThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE)
                .isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
    }

    @Test
    void stoppedContextStartsNothingUntilItIsStartedAgain() {
        Runners.jobs()
                .withPropertyValues("mayfly.queues.later.paused=true")
                .run(context -> {
                    var source =
                            (ConfigurableApplicationContext) context.getSourceApplicationContext();
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    source.stop();
                    TaskHandle<Integer> task = scheduler.spawn(t -> 1);
                    assertThat(scheduler.snapshot().queues()).allMatch(queue -> queue.paused());
                    assertThat(task.isDone()).isFalse();
                    source.start();
                    assertThat(task.await(LIMIT).get()).isEqualTo(1);
                    assertThat(scheduler.snapshot().queues())
                            .filteredOn(queue -> queue.paused())
                            .singleElement()
                            .matches(queue -> queue.name().equals("later"));
                });
    }

    /** Not the scheduler's own of 30 s, by which its bean would be destroyed. */
    @Test
    @Timeout(60)
    void contextThatWasStoppedAndThenClosesHasTheTimeOutThatIsSet() {
        var clock = new SteppableClock(Instant.parse("2026-01-01T00:00:00Z"));
        var timeout = new CompletableFuture<Duration>();
        List<String> told = new CopyOnWriteArrayList<>();
        Runners.jobs()
                .withPropertyValues("mayfly.shutdown.timeout=5s")
                .withBean(SchedulerCustomizer.class, () -> builder -> builder.clock(clock))
                .withBean(
                        ShutdownListener.class,
                        () -> (before, report) -> told.add(report.took().toString()))
                .run(context -> {
                    var source =
                            (ConfigurableApplicationContext) context.getSourceApplicationContext();
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    scheduler.addListener(event -> {
                        if (event instanceof KernelEvent.ShutdownBegun begun) {
                            timeout.complete(begun.timeout());
                        }
                    });
                    TaskHandle<?> runs = scheduler.spawn(task -> awaitsForEver(task));
                    Conditions.await(() -> runs.reason().contains("never"));
                    source.stop();
                    assertThat(context.getBean(MayflyLifecycle.class).isRunning()).isFalse();

                    var closed = CompletableFuture.runAsync(source::close);
                    assertThat(timeout.join()).isEqualTo(Duration.ofSeconds(5));
                    Conditions.await(() -> {
                        clock.advance(Duration.ofSeconds(5));
                        return closed.isDone();
                    });

                    assertThat(runs.future()).isCancelled();
                    assertThat(told).as("its listeners heard").hasSize(1);
                });
    }

    private static String awaitsForEver(TaskContext task) {
        task.awaitSignal("never");
        return "never";
    }

    @Test
    void failingShutdownListenerHarmsNobody(CapturedOutput output) {
        List<String> told = new ArrayList<>();
        Runners.jobs()
                .withBean(
                        "failing",
                        ShutdownListener.class,
                        () ->
                                (before, report) -> {
                                    throw new IllegalStateException("no");
                                })
                .withBean(
                        "working",
                        ShutdownListener.class,
                        () -> (before, report) -> told.add(report.outcome().name()))
                .run(context -> {});
        assertThat(told).containsExactly("CLEAN");
        assertThat(output).contains("A listener of Mayfly's shutdown failed");
    }

    @Test
    void startIsAnnouncedInOneLine(CapturedOutput output) {
        worker().withPropertyValues("mayfly.queues.mail.concurrency=2")
                .run(context ->
                        assertThat(output)
                                .contains(
                                        "Mayfly is ready: "
                                                + Modes.EXPECTED
                                                + " mode, 2 queues (default, mail), 1 jobs, 0 of"
                                                + " them recurring, store \"memory\""));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Recurring {
        static final List<Integer> seenByRunner = new ArrayList<>();

        @MayflyJob(name = "often", fixedRate = "1h")
        public void often() {}

        @MayflyJob(name = "nightly", cron = "0 3 * * *", zone = "Europe/Berlin")
        public void nightly() {}

        @MayflyJob(name = "never", cron = "${audit.cron:-}", zone = "Europe/Berlin")
        public void never() {}

        @Bean
        org.springframework.boot.ApplicationRunner runner(Jobs jobs) {
            return args -> seenByRunner.add(jobs.recurring().list().size());
        }
    }

    @Test
    void recurringJobsBeginWhenTheApplicationIsReady(CapturedOutput output) {
        Recurring.seenByRunner.clear();
        SpringApplication application = new SpringApplication(Recurring.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context = application.run()) {
            assertThat(Recurring.seenByRunner).containsExactly(0);
            assertThat(context.getBean(Jobs.class).recurring().list())
                    .extracting(r -> r.id() + " " + r.schedule().describe())
                    .containsExactly(
                            "nightly cron \"0 3 * * *\" in Europe/Berlin", "often every 1h");
            assertThat(output).contains("without a web server set spring.main.keep-alive=true");
        }
    }

    /** Stands for a web server whose port is taken. */
    static class CannotStart implements SmartLifecycle {
        @Override
        public void start() {
            throw new IllegalStateException("port taken");
        }

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return false;
        }
    }

    @Test
    void startThatFailsLateLeavesNothingRunning() {
        List<Scheduler> made = new ArrayList<>();
        Runners.jobs()
                .withBean(CannotStart.class)
                .withInitializer(context ->
                        context.getBeanFactory()
                                .addBeanPostProcessor(
                                        new BeanPostProcessor() {
                                            @Override
                                            public Object postProcessAfterInitialization(
                                                    Object bean, String name) {
                                                if (bean instanceof Scheduler s) {
                                                    made.add(s);
                                                }
                                                return bean;
                                            }
                                        }))
                .run(context -> assertThat(context).hasFailed());
        assertThat(made).singleElement().matches(s -> !s.snapshot().accepting());
    }

    @Test
    void readinessOfAnotherContextMeansNothing() {
        Runners.jobs()
                .withUserConfiguration(RecurringJob.class)
                .run(context -> {
                    try (ConfigurableApplicationContext other =
                            new org.springframework.context.support.GenericApplicationContext()) {
                        other.refresh();
                        context.publishEvent(
                                new ApplicationReadyEvent(
                                        new SpringApplication(),
                                        new String[0],
                                        other,
                                        Duration.ZERO));
                        context.publishEvent(
                                new org.springframework.context.event.ContextClosedEvent(other));
                    }
                    assertThat(context.getBean(Jobs.class).recurring().list()).isEmpty();
                    assertThat(context.getBean(Scheduler.class).snapshot().accepting()).isTrue();
                });
    }

    @Component
    static class RecurringJob {
        @MayflyJob(name = "often", fixedRate = "1h")
        void often() {}
    }

    private ApplicationContextRunner dumping(String setting) {
        return worker().withConfiguration(AutoConfigurations.of(MayflyDumpAutoConfiguration.class))
                .withPropertyValues(
                        "mayfly.dump-state-on-shutdown=" + setting,
                        "mayfly.shutdown.timeout=50ms",
                        "mayfly.node-name=one");
    }

    @Test
    void stateIsDumpedAfterTheShutdown(CapturedOutput output) throws Exception {
        Path file = folder.resolve("deep/dump.json");
        dumping(file.toString())
                .run(context -> {
                    begun(context);
                    close(context);
                });
        JsonNode dump = JsonMapper.builder().build().readTree(Files.readString(file));
        assertThat(dump.get("schema").asInt()).isEqualTo(2);
        assertThat(dump.get("node").asString()).isEqualTo("one");
        assertThat(dump.get("accepting").asBoolean()).isFalse();
        assertThat(dump.get("shutdown").get("outcome").asString()).isEqualTo("timed_out");
        assertThat(dump.get("shutdown").get("cancelled").asInt()).isEqualTo(1);
        assertThat(dump.get("whenStopping").toString()).contains("use-resource");
        assertThat(dump.get("jobs").get(0).get("name").asString()).isEqualTo("use-resource");
        assertThat(output).contains("Mayfly's state was written to " + file);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void dumpReplacesAnEarlierOneInAFolder() throws Exception {
        Path file = folder.resolve("mayfly-state.json");
        Files.writeString(file, "old");
        dumping(folder.toString()).run(context -> {});
        assertThat(Files.readString(file)).contains("\"outcome\" : \"clean\"");
    }

    @Test
    void dumpThatCannotBeWrittenIsToldAndHarmsNobody(CapturedOutput output) throws Exception {
        Path file = folder.resolve("file");
        Files.writeString(file, "not a folder");
        dumping(file.resolve("dump.json").toString()).run(context -> {});
        assertThat(output)
                .contains("Mayfly's state could not be written to " + file)
                .contains("Set mayfly.dump-state-on-shutdown to a path that can be written");
    }

    @Test
    void nothingIsDumpedUnlessAskedFor() {
        dumping("false")
                .run(context -> assertThat(context).doesNotHaveBean(ShutdownListener.class));
    }

    @Test
    void dumpWithoutJacksonStopsTheStart() {
        dumping("true")
                .withClassLoader(
                        new org.springframework.boot.test.context.FilteredClassLoader(
                                JsonMapper.class))
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .hasStackTraceContaining("Add spring-boot-starter-jackson"));
    }
}
