package dev.mayfly.console.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.TraceLink;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.timeline.RunRecorder;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.console.view.JobList;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.test.Await;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** A job's page says where the job runs, and what its queue promises. */
@Timeout(60)
class JobPlaceTests {
    private final CountDownLatch over = new CountDownLatch(1);
    private final Scheduler scheduler = Scheduler.builder().queue(Scheduler.DEFAULT_QUEUE).build();
    private final Jobs jobs =
            Jobs.builder(scheduler)
                    .define(
                            JobDefinition.of(
                                    "waits",
                                    String.class,
                                    String.class,
                                    (payload, job) -> {
                                        over.await();
                                        return payload;
                                    }))
                    .build();
    private final Pulse pulse = new Pulse(scheduler, jobs);
    private final RunRecorder recorder = new RunRecorder(scheduler);

    @AfterEach
    void close() throws InterruptedException {
        over.countDown();
        var _ = scheduler.shutdown(Duration.ZERO);
        recorder.close();
        pulse.close();
        jobs.close();
    }

    private JobHandle<?> running() {
        JobHandle<?> job = jobs.submit("waits", "x");
        Await.until("it runs", () -> job.state() == JobState.RUNNING);
        return job;
    }

    private List<Fragment> page(JobHandle<?> job) {
        return new ConsoleSources(
                        scheduler,
                        jobs,
                        null,
                        null,
                        recorder,
                        pulse,
                        new DemoJob(scheduler, jobs),
                        new AuditTrail(entry -> {}),
                        Clock.systemUTC(),
                        false,
                        TraceLink.NONE)
                .open(new PageRequest.JobDetail(job.id()), new Links("/m"), Rights.ALL)
                .orElseThrow()
                .fragments();
    }

    private Map<String, JobDetail.Fact> facts(JobHandle<?> job) {
        return page(job).stream()
                .map(Fragment::model)
                .filter(JobDetail.Facts.class::isInstance)
                .map(JobDetail.Facts.class::cast)
                .flatMap(facts -> facts.facts().stream())
                .collect(Collectors.toMap(JobDetail.Fact::label, fact -> fact));
    }

    @Test
    void aJobThatRunsSaysItsEngineItsTaskAndWhereItsLastTurnBegan() {
        recorder.look(List.of());
        JobHandle<?> job = running();
        Map<String, JobDetail.Fact> facts = facts(job);
        assertThat(facts.get("Engine").value()).startsWith("coroutine, ");
        assertThat(facts.get("Task").value())
                .startsWith(jobs.task(job.id()).orElseThrow().value() + ", ");
        assertThat(facts.get("Task").href()).isEqualTo("/m/tasks");
        assertThat(facts.get("Carrier").value())
                .contains("-carrier-")
                .endsWith(", where its last turn began");
        assertThat(facts.get("Carrier").href()).contains("/m/tasks/timeline?by=carriers");
    }

    @Test
    void whatNobodyRecordedIsNotSaidAndThePageBeginsNoRecording() {
        JobHandle<?> job = running();
        assertThat(facts(job).get("Carrier").value()).startsWith("Not recorded");
        assertThat(recorder.isRecording()).isFalse();
    }

    private JobDetail.Stand stand(JobHandle<?> job) {
        return page(job).stream()
                .map(Fragment::model)
                .filter(JobDetail.Stand.class::isInstance)
                .map(JobDetail.Stand.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aJobThatRunsSaysWhereItStands() {
        JobHandle<?> job = running();
        Await.until("it stands", () -> stand(job).text().contains("CountDownLatch.await("));
        JobDetail.Stand stand = stand(job);
        assertThat(stand.here()).isTrue();
        assertThat(stand.note()).startsWith("It runs on engine coroutine").endsWith(".");
        assertThat(stand.text()).contains("at " + JobPlaceTests.class.getName() + ".lambda$");
        assertThat(stand.rows()).hasSizeGreaterThan(1);
    }

    @Test
    void aJobThatHasEndedStandsNowhere() {
        JobHandle<?> job = running();
        over.countDown();
        job.future().join();
        assertThat(stand(job).note()).isEmpty();
        assertThat(stand(job).rows()).isEmpty();
    }

    @Test
    void aJobThatHasEndedIsNowhere() {
        JobHandle<?> job = running();
        over.countDown();
        job.future().join();
        assertThat(facts(job)).doesNotContainKeys("Task", "Carrier");
    }

    @Test
    void theGuaranteesOfItsQueueStandOnItsPage() {
        assertThat(page(running()).stream().map(Fragment::model))
                .filteredOn(JobList.Promises.class::isInstance)
                .singleElement(InstanceOfAssertFactories.type(JobList.Promises.class))
                .satisfies(card -> {
                    assertThat(card.title()).isEqualTo("What queue default promises");
                    assertThat(card.rows()).isNotEmpty();
                });
    }
}
