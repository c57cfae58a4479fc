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
import dev.mayfly.console.view.Overview;
import dev.mayfly.console.view.Problem;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** The first page when the store is gone, which is when it is looked at. */
@Timeout(60)
class OverviewSourceTests {
    private static final Set<String> QUERIES = Set.of("counters", "query");

    private volatile boolean gone;
    private final Scheduler scheduler = Scheduler.builder().queue(Scheduler.DEFAULT_QUEUE).build();
    private final Jobs jobs = Jobs.builder(scheduler).store(store()).build();
    private final Pulse pulse = new Pulse(scheduler, jobs);

    private JobStore store() {
        JobStore real = new MemoryJobStore();
        return (JobStore)
                Proxy.newProxyInstance(
                        JobStore.class.getClassLoader(),
                        new Class<?>[] {JobStore.class},
                        (proxy, method, arguments) -> {
                            if (gone && QUERIES.contains(method.getName())) {
                                throw new StoreUnavailableException(
                                        "counters: connection refused",
                                        new SQLException("connection refused"));
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @AfterEach
    void close() throws InterruptedException {
        var _ = scheduler.shutdown(Duration.ZERO);
        pulse.close();
        jobs.close();
    }

    private ConsoleSources sources() {
        return new ConsoleSources(
                scheduler,
                jobs,
                null,
                null,
                new RunRecorder(scheduler),
                pulse,
                new DemoJob(scheduler, jobs),
                new AuditTrail(entry -> {}),
                Clock.systemUTC(),
                false,
                TraceLink.NONE);
    }

    private static Overview.Health health(PageSource page) {
        return page.fragments().stream()
                .map(Fragment::model)
                .filter(Overview.Health.class::isInstance)
                .map(Overview.Health.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thePageSaysThatTheStoreIsGoneAndHasAllItsParts() {
        PageSource page =
                sources().open(new PageRequest.Overview(), new Links(""), Rights.ALL).orElseThrow();
        Set<String> parts = page.fragments().stream().map(Fragment::id).collect(Collectors.toSet());
        assertThat(health(page).problems()).isEmpty();

        gone = true;
        PageSource later =
                sources().open(new PageRequest.Overview(), new Links(""), Rights.ALL).orElseThrow();
        assertThat(later.fragments()).extracting(Fragment::id).containsAll(parts);
        Problem problem = health(later).problems().getFirst();
        assertThat(problem.what())
                .isEqualTo("The store of the jobs cannot be reached, as was noticed");
        assertThat(problem.since()).isNotNull();
        assertThat(problem.advice()).contains("connection refused");

        gone = false;
        Await.until("it is seen again", () -> health(later).problems().isEmpty());
    }
}
