package dev.mayfly.spring.boot.autoconfigure;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.Retention;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.EngineFactory;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.threaded.ThreadedEngine;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.event.KernelListener;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.spring.JobsCustomizer;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.SchedulerCustomizer;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

class MayflyAutoConfigurationTests {

    private static QueueSnapshot queue(Scheduler scheduler, String name) {
        return scheduler.snapshot().queues().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static EngineSnapshot engine(Scheduler scheduler, String name) {
        return scheduler.snapshot().engines().stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void withoutConfigurationThereIsOneQueueOnCoroutines() {
        Runners.jobs()
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    assertThat(scheduler.snapshot().queues())
                            .extracting(QueueSnapshot::name, QueueSnapshot::engine)
                            .containsExactly(
                                    org.assertj.core.groups.Tuple.tuple("default", "coroutine"));
                    assertThat(scheduler.spawn(task -> 42).await(LIMIT).get()).isEqualTo(42);
                });
    }

    @Test
    void queuesAndEnginesAreAsConfigured() {
        Runners.jobs()
                .withPropertyValues(
                        "mayfly.queues.mail.concurrency=3",
                        "mayfly.queues.mail.priority=5",
                        "mayfly.queues.sums.engine=cpu",
                        "mayfly.queues.later.paused=true",
                        "mayfly.queues[with.dot].concurrency=1",
                        "mayfly.queues.bare=",
                        "mayfly.engines.cpu.type=threaded",
                        "mayfly.engines.cpu.parallelism=2",
                        "mayfly.engines.coroutine.parallelism=7")
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    assertThat(queue(scheduler, "mail").concurrency()).isEqualTo(3);
                    assertThat(queue(scheduler, "mail").priority()).isEqualTo(5);
                    assertThat(queue(scheduler, "mail").paused()).isFalse();
                    assertThat(queue(scheduler, "sums").engine()).isEqualTo("cpu");
                    assertThat(queue(scheduler, "sums").concurrency()).isEqualTo(Integer.MAX_VALUE);
                    assertThat(queue(scheduler, "later").paused()).isTrue();
                    assertThat(queue(scheduler, "with.dot").concurrency()).isEqualTo(1);
                    assertThat(queue(scheduler, "bare").engine()).isEqualTo("coroutine");
                    assertThat(queue(scheduler, "default").paused()).isFalse();
                    assertThat(engine(scheduler, "cpu").parallelism()).isEqualTo(2);
                    assertThat(engine(scheduler, "coroutine").parallelism()).isEqualTo(7);
                });
    }

    @Test
    void environmentVariablesOfOthersAreNoReasonToRefuse() {
        // As Kubernetes sets them for a service called mayfly.
        Runners.jobs()
                .withInitializer(context ->
                        context.getEnvironment()
                                .getPropertySources()
                                .addFirst(
                                        new org.springframework.core.env
                                                .SystemEnvironmentPropertySource(
                                                "test-systemEnvironment",
                                                java.util.Map.of(
                                                        "MAYFLY_PORT", "tcp://10.0.0.1:80",
                                                        "MAYFLY_SERVICE_HOST", "10.0.0.1",
                                                        "MAYFLY_QUEUES_MAIL_CONCURRENCY", "9"))))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(queue(context.getBean(Scheduler.class), "mail").concurrency())
                            .isEqualTo(9);
                });
    }

    @Test
    void keysOfOtherModulesAreNotJudgedHere() {
        Runners.jobs()
                .withPropertyValues("mayfly.console.path=/ops", "mayfly.mesh.whatever=1")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void relaxedSpellingsOfAKeyAreKnown() {
        Runners.jobs()
                .withPropertyValues(
                        "mayfly.retry.maxAttempts=2",
                        "mayfly.nodeName=one",
                        "mayfly.QUEUES.mail.Concurrency=2")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Jobs jobs = context.getBean(Jobs.class);
                    assertThat(jobs.defaultRetry().maxAttempts()).isEqualTo(2);
                    assertThat(jobs.node()).isEqualTo("one");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBeans {
        @Bean
        Scheduler ownScheduler() {
            return Scheduler.builder().queue("own").queue("default").build();
        }

        @Bean
        JobStore ownStore() {
            return new MemoryJobStore(Retention.DEFAULT);
        }

        @Bean
        JobRegistry ownRegistry() {
            return new JobRegistry();
        }

        @Bean
        PayloadCodec ownCodec() {
            return PayloadCodec.simple();
        }
    }

    @Test
    void everythingBacksOffForTheApplicationsOwnBeans() {
        Runners.jobs()
                .withUserConfiguration(OwnBeans.class)
                .run(context -> {
                    assertThat(context).hasSingleBean(Scheduler.class);
                    assertThat(context).hasBean("ownScheduler");
                    assertThat(context).hasSingleBean(JobStore.class);
                    assertThat(context).hasSingleBean(JobRegistry.class);
                    assertThat(context).hasSingleBean(PayloadCodec.class);
                    assertThat(context.getBean(Jobs.class).store())
                            .isSameAs(context.getBean("ownStore"));
                });
    }

    @Test
    void ownJobsBacksOff() {
        Runners.jobs()
                .withBean(
                        "ownJobs",
                        Jobs.class,
                        () -> Jobs.builder(Scheduler.builder().build()).node("mine").build())
                .run(context -> assertThat(context.getBean(Jobs.class).node()).isEqualTo("mine"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Customized {
        final List<KernelEvent> events = new CopyOnWriteArrayList<>();

        @Bean
        SchedulerCustomizer moreQueues() {
            return builder -> builder.queue("added");
        }

        @Bean
        JobsCustomizer named() {
            return builder -> builder.node("customized");
        }

        @Bean
        EngineFactory special() {
            return name -> new ThreadedEngine(name, 3);
        }

        @Bean
        KernelListener listener() {
            return events::add;
        }
    }

    @Test
    void customizersEnginesAndListenersAreApplied() {
        Runners.jobs()
                .withPropertyValues("mayfly.queues.odd.engine=special")
                .withUserConfiguration(Customized.class)
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    assertThat(queue(scheduler, "added").engine()).isEqualTo("coroutine");
                    assertThat(queue(scheduler, "odd").engine()).isEqualTo("special");
                    assertThat(engine(scheduler, "special").parallelism()).isEqualTo(3);
                    assertThat(context.getBean(Jobs.class).node()).isEqualTo("customized");
                    assertThat(context.getBean(Customized.class).events)
                            .hasAtLeastOneElementOfType(KernelEvent.SchedulerStarted.class);
                });
    }

    @Test
    void bootsOwnExecutorIsNotDisplaced() {
        Runners.jobs()
                .withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
                .run(context -> {
                    assertThat(context).hasBean("applicationTaskExecutor");
                    assertThat(context.getBeansOfType(Executor.class)).hasSize(1);
                });
    }

    @Component("texts")
    static class Texts {
        record Payload(String text) {}

        @MayflyJob(name = "shout")
        String shout(String text) {
            return text + "!";
        }

        @MayflyJob(name = "record")
        String record(Payload payload) {
            return payload.text();
        }
    }

    @Test
    void withoutJacksonTextsStillWorkAndRecordsAreRefusedWithTheFix() {
        Runners.jobs()
                .withClassLoader(new FilteredClassLoader(JsonMapper.class))
                .withUserConfiguration(Texts.class)
                .run(context -> {
                    assertThat(context).doesNotHaveBean(PayloadCodec.class);
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    assertThat(mayfly.<String>submit("shout", "hey").await(LIMIT))
                            .isEqualTo("hey!");
                    org.assertj.core.api.Assertions.assertThatThrownBy(
                                    () -> mayfly.submit("record", new Texts.Payload("x")))
                            .hasMessageContaining("Payload");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class CamelCase {
        @Bean
        JsonMapper jsonMapper() {
            return JsonMapper.builder()
                    .propertyNamingStrategy(
                            tools.jackson.databind.PropertyNamingStrategies.SNAKE_CASE)
                    .enable(
                            tools.jackson.databind.DeserializationFeature
                                    .FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();
        }
    }

    record Parcel(String shipTo) {}

    @Test
    void payloadsFollowTheApplicationsMapperButIgnoreUnknownFields() {
        Runners.jobs()
                .withUserConfiguration(CamelCase.class)
                .run(context -> {
                    PayloadCodec codec = context.getBean(PayloadCodec.class);
                    assertThat(codec.encode(new Parcel("Ada"))).isEqualTo("{\"ship_to\":\"Ada\"}");
                    assertThat(
                                    codec.decode(
                                            "{\"ship_to\":\"Ada\",\"added_later\":1}",
                                            Parcel.class))
                            .isEqualTo(new Parcel("Ada"));
                });
    }

    @Test
    void queueThatIsConfiguredAsPausedStaysPausedAndOthersRun() {
        Runners.jobs()
                .withPropertyValues("mayfly.queues.later.paused=true")
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    TaskHandle<Integer> waits = scheduler.submit("later", task -> 1);
                    assertThat(scheduler.spawn(task -> 2).await(LIMIT).get()).isEqualTo(2);
                    assertThat(waits.isDone()).isFalse();
                    scheduler.resume("later");
                    assertThat(waits.await(LIMIT).get()).isEqualTo(1);
                });
    }

    @Test
    void defaultsApplyToJobsThatSayNothing() {
        Runners.jobs()
                .withPropertyValues(
                        "mayfly.queues.main.concurrency=2",
                        "mayfly.defaults.queue=main",
                        "mayfly.defaults.timeout=5m",
                        "mayfly.retry.max-attempts=2",
                        "mayfly.retry.initial-delay=3s",
                        "mayfly.retry.multiplier=2",
                        "mayfly.retry.max-delay=30s",
                        "mayfly.retry.jitter=0")
                .withUserConfiguration(Texts.class)
                .run(context -> {
                    Jobs jobs = context.getBean(Jobs.class);
                    var handle = context.getBean(Mayfly.class).submit("shout", "hey");
                    assertThat(handle.await(LIMIT)).isEqualTo("hey!");
                    assertThat(jobs.find(handle.id()).orElseThrow().queue()).isEqualTo("main");
                    assertThat(jobs.defaultRetry().maxAttempts()).isEqualTo(2);
                    assertThat(jobs.defaultRetry().initialDelay()).isEqualTo(Duration.ofSeconds(3));
                    assertThat(jobs.defaultRetry().maxDelay()).isEqualTo(Duration.ofSeconds(30));
                });
    }
}
