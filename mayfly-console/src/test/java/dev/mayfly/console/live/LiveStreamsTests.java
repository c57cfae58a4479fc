package dev.mayfly.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.PageSource;
import dev.mayfly.console.source.Pulse;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.JobList;
import dev.mayfly.console.view.Shell;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class LiveStreamsTests {
    private static final Shell SHELL =
            new Shell(
                    "t",
                    "jobs",
                    "/mayfly",
                    "/mayfly/assets/x",
                    null,
                    null,
                    "app",
                    true,
                    "why",
                    null,
                    null);

    private final Scheduler scheduler = Scheduler.builder().build();
    private final Jobs jobs = Jobs.builder(scheduler).build();
    private final Pulse pulse = new Pulse(scheduler, jobs);
    private final Renderer renderer = new Renderer(InstantSource.system(), ZoneId.of("UTC"));

    @AfterEach
    void close() {
        pulse.close();
        scheduler.shutdown(Duration.ZERO);
    }

    private LiveStreams streams(int most, Duration patience) {
        return new LiveStreams(pulse, renderer, most, patience, LiveStreams.LONGEST);
    }

    private static LiveView view() {
        Fragment rows =
                Fragment.leaf(
                        "rows",
                        "parts/jobs :: rows",
                        new JobList.Rows(
                                List.of(),
                                true,
                                new Empty("Nothing", "Nothing at all", null),
                                false));
        PageSource source =
                new PageSource() {
                    @Override
                    public String template() {
                        return "jobs";
                    }

                    @Override
                    public String title() {
                        return "Jobs";
                    }

                    @Override
                    public String nav() {
                        return "jobs";
                    }

                    @Override
                    public List<Fragment> fragments() {
                        return List.of(rows);
                    }
                };
        return new LiveView("/jobs", Rights.LOOK, source, SHELL);
    }

    /** Takes everything, or nothing. */
    private static final class Output implements StreamOutput {
        final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        final CountDownLatch ended = new CountDownLatch(1);
        final boolean taking;

        Output(boolean taking) {
            this.taking = taking;
        }

        @Override
        public boolean takes() {
            return taking;
        }

        @Override
        public void send(Outgoing event) {
            events.add(event.rest());
        }

        @Override
        public void end() {
            ended.countDown();
        }

        void awaitEnd() throws InterruptedException {
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aStreamBeginsWithABeatAndTheWholePage() throws Exception {
        Output output = new Output(true);
        LiveStreams streams = streams(4, Duration.ofMinutes(1));
        streams.open(List.of(view()), List.of(), output);
        assertThat(output.events.poll(30, TimeUnit.SECONDS)).startsWith("event:beat\n");
        assertThat(output.events.poll(30, TimeUnit.SECONDS))
                .startsWith("event:/jobs\n")
                .contains("Nothing at all");
        streams.close();
        output.awaitEnd();
    }

    @Test
    void aReaderWhoTakesNothingIsCutAndNothingIsKeptForIt() throws Exception {
        Output output = new Output(false);
        LiveStreams streams = streams(4, Duration.ofMillis(1));
        streams.open(List.of(view()), List.of(), output);
        output.awaitEnd();
        assertThat(output.events).isEmpty();
    }

    /** Who may see what is decided when a stream is opened. */
    @Test
    void aStreamEndsByItselfForItsReaderToAskAgain() throws Exception {
        LiveStreams streams =
                new LiveStreams(pulse, renderer, 4, Duration.ofMinutes(1), Duration.ofMillis(1));
        Output output = new Output(true);
        streams.open(List.of(view()), List.of(), output);
        output.awaitEnd();
        Output again = new Output(true);
        assertThat(streams.open(List.of(view()), List.of(), again)).isPresent();
        again.awaitEnd();
    }

    @Test
    void closingEndsEveryStreamAndRefusesNewOnes() throws Exception {
        LiveStreams streams = streams(4, Duration.ofMinutes(1));
        Output one = new Output(true);
        Output two = new Output(true);
        streams.open(List.of(view()), List.of(), one);
        streams.open(List.of(view()), List.of(), two);
        streams.close();
        one.awaitEnd();
        two.awaitEnd();
        assertThat(streams.open(List.of(view()), List.of(), new Output(true))).isEmpty();
        streams.reopen();
        Output three = new Output(true);
        assertThat(streams.open(List.of(view()), List.of(), three)).isPresent();
        streams.close();
        three.awaitEnd();
    }

    @Test
    void oneStreamTooManyIsRefused() throws Exception {
        LiveStreams streams = streams(1, Duration.ofMinutes(1));
        Output first = new Output(true);
        assertThat(streams.open(List.of(view()), List.of(), first)).isPresent();
        assertThat(streams.open(List.of(view()), List.of(), new Output(true))).isEmpty();
        assertThat(streams.count()).isEqualTo(1);
        streams.close();
        first.awaitEnd();
    }
}
