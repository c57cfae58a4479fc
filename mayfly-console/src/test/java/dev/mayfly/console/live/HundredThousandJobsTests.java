package dev.mayfly.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.TraceLink;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.ConsoleSources;
import dev.mayfly.console.source.Pulse;
import dev.mayfly.console.timeline.RunRecorder;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.JobList;
import dev.mayfly.console.view.Shell;
import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.kernel.Scheduler;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A list of a hundred thousand jobs asks its store for as much as one of a hundred does, when it is
 * opened and at each beat. What is read is counted, and no time is measured.
 */
@Timeout(120)
class HundredThousandJobsTests {
    private static final int MANY = 100_000;
    private static final int FEW = 100;

    /** As many as stand on one page of a list. */
    private static final int PAGE = 25;

    /** Rows that have left a list and may be held on a screen: these are looked up together. */
    private static final int LINGERING = 50;

    /** The page, the rows that have left it, the counts, the rules of the queue. */
    private static final int QUESTIONS = 10;

    private static final Links LINKS = new Links("/mayfly");
    private static final Shell SHELL =
            new Shell("t", "jobs", "/mayfly", "/a", null, null, "app", false, "", null, null);
    private static final JobOptions MAIL = JobOptions.DEFAULTS.withQueue("mail");

    private static Application many;
    private static Application few;

    @BeforeAll
    static void submit() {
        many = new Application(MANY);
        few = new Application(FEW);
    }

    @AfterAll
    static void close() throws InterruptedException {
        many.close();
        few.close();
    }

    /** What one thread asks a store for: how often by method, and how many jobs it was given. */
    private static final class Reads implements InvocationHandler {
        private final JobStore store = new MemoryJobStore();
        private volatile @Nullable Thread counted;
        private final Map<String, Integer> calls = new TreeMap<>();
        private int jobs;
        private int mostAtOnce;

        @Override
        public @Nullable Object invoke(
                Object proxy, java.lang.reflect.Method method, Object @Nullable [] arguments)
                throws Throwable {
            Object answer;
            try {
                answer = method.invoke(store, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
            if (Thread.currentThread() == counted) {
                calls.merge(method.getName(), 1, Integer::sum);
                jobs += jobsIn(answer);
                if (arguments != null && arguments[0] instanceof JobQuery query) {
                    mostAtOnce = Math.max(mostAtOnce, query.limit());
                }
            }
            return answer;
        }

        private static int jobsIn(@Nullable Object answer) {
            return switch (answer) {
                case JobPage page -> page.jobs().size();
                case Optional<?> one -> one.filter(JobRecord.class::isInstance).isPresent() ? 1 : 0;
                case Collection<?> all ->
                        (int) all.stream().filter(JobRecord.class::isInstance).count();
                case Map<?, ?> all -> jobsIn(all.values());
                case null, default -> 0;
            };
        }

        /** Counts from now on, and what this thread reads. */
        void begin() {
            counted = Thread.currentThread();
            calls.clear();
            jobs = 0;
            mostAtOnce = 0;
        }

        int calls() {
            return calls.values().stream().mapToInt(Integer::intValue).sum();
        }

        @Override
        public String toString() {
            return "%d jobs by %s, at most %d asked for at once".formatted(jobs, calls, mostAtOnce);
        }
    }

    /** Jobs that wait in a paused queue, and a console. */
    private static final class Application {
        private final Scheduler scheduler =
                Scheduler.builder().queue(Scheduler.DEFAULT_QUEUE).queue("mail").build();
        private final Reads reads = new Reads();
        private final Jobs jobs =
                Jobs.builder(scheduler)
                        .store(
                                (JobStore)
                                        Proxy.newProxyInstance(
                                                JobStore.class.getClassLoader(),
                                                new Class<?>[] {JobStore.class},
                                                reads))
                        .define(
                                JobDefinition.of(
                                        "send", Integer.class, Void.class, (n, job) -> null))
                        .build();
        private final Pulse pulse = new Pulse(scheduler, jobs);
        private final Renderer renderer = new Renderer(InstantSource.system(), ZoneId.of("UTC"));
        private final AtomicLong tick = new AtomicLong();
        private final ConsoleSources sources =
                new ConsoleSources(
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

        Application(int count) {
            scheduler.pause("mail");
            for (int left = count; left > 0; left -= 10_000) {
                submit(Math.min(left, 10_000));
            }
        }

        void submit(int count) {
            jobs.submitAll(Collections.nCopies(count, new JobRequest("send", 1, MAIL)));
        }

        SharedView open(String address) {
            PageRequest page = PageRequest.parse(address).orElseThrow();
            return new SharedView(
                    new LiveView(
                            address,
                            Rights.ALL,
                            sources.open(page, LINKS, Rights.ALL).orElseThrow(),
                            SHELL),
                    tick::get,
                    renderer);
        }

        /** Four times a second in life; here nothing is spared because it was read just now. */
        SharedView.Update beat(SharedView view, Shown before) {
            sources.forgetPictures();
            tick.incrementAndGet();
            reads.begin();
            return view.since(before);
        }

        void close() throws InterruptedException {
            var _ = scheduler.shutdown(Duration.ZERO);
            pulse.close();
            jobs.close();
        }
    }

    private static <T> T model(Shown shown, String part, Class<T> type) {
        Fragment fragment = Objects.requireNonNull(shown.parts().get(part), part);
        return type.cast(fragment.model());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jobs",
                "/jobs?queue=mail",
                "/jobs?state=ready",
                "/jobs?name=send",
                "/jobs?queue=mail&q=after:2d"
            })
    void aListAsksForOnePageHoweverManyJobsThereAre(String address) {
        Shown shown = many.beat(many.open(address), Shown.NOTHING).shown();
        String read = many.reads.toString();
        int jobs = many.reads.jobs;

        assertThat(model(shown, "rows", JobList.Rows.class).rows()).hasSize(PAGE);
        assertThat(many.reads.mostAtOnce).as(read).isEqualTo(PAGE);
        assertThat(many.reads.calls).as(read).containsEntry("query", 1);
        few.beat(few.open(address), Shown.NOTHING);
        assertThat(read).isEqualTo(few.reads.toString());
        assertThat(jobs).as(read).isLessThanOrEqualTo(PAGE);
        assertThat(many.reads.calls()).as(read).isLessThanOrEqualTo(QUESTIONS);
    }

    @Test
    void theCountsAreOfAllJobsAndComeFromNoRow() {
        Shown shown = many.beat(many.open("/jobs?queue=mail"), Shown.NOTHING).shown();
        assertThat(model(shown, "pager", JobList.Pager.class).note())
                .matches("The newest 25 of 1\\d\\d\\W\\d{3}");
    }

    @Test
    void olderPagesAreOfOneSizeToo() {
        String address = "/jobs?queue=mail";
        for (int i = 0; i < 5; i++) {
            Shown shown = many.beat(many.open(address), Shown.NOTHING).shown();
            assertThat(many.reads.mostAtOnce).isEqualTo(PAGE);
            assertThat(many.reads.jobs).isLessThanOrEqualTo(PAGE);
            String older = model(shown, "pager", JobList.Pager.class).older();
            address = Objects.requireNonNull(older).substring("/mayfly".length());
        }
    }

    @Test
    void aBeatReadsAPageAndWhatHasLeftItWhileThousandsCome() {
        SharedView view = many.open("/jobs?queue=mail");
        Shown shown = many.beat(view, Shown.NOTHING).shown();
        for (int beat = 0; beat < 12; beat++) {
            many.submit(1_000);
            SharedView.Update update = many.beat(view, shown);
            shown = update.shown();
            String read = "beat " + beat + ": " + many.reads;

            assertThat(many.reads.mostAtOnce).as(read).isEqualTo(PAGE);
            assertThat(many.reads.jobs).as(read).isLessThanOrEqualTo(PAGE + LINGERING);
            assertThat(many.reads.calls()).as(read).isLessThanOrEqualTo(QUESTIONS);
            assertThat(Objects.requireNonNull(update.event()).to(new byte[0]).rest().length())
                    .as(read)
                    .isLessThan(200_000);
        }
    }

    @Test
    void aPageThatReadsAllIsFound() {
        many.reads.begin();
        many.jobs.query(JobQuery.ALL.withLimit(500));
        assertThat(many.reads.mostAtOnce).isGreaterThan(PAGE);
        assertThat(many.reads.jobs).isGreaterThan(PAGE + LINGERING);
    }
}
