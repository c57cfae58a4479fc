package dev.mayfly.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.Callable;

@Timeout(120)
class PeersTests {

    private static final int TIMES = 50;
    private static final long SUM = TIMES * (TIMES - 1) / 2;

    @Test
    void aVirtualThreadGivesBackWhatItGot() throws Exception {
        givesBackWhatItGot(Peer::virtualThread);
    }

    @Test
    void anExecutorGivesBackWhatItGot() throws Exception {
        givesBackWhatItGot(Workers::new);
    }

    @Test
    void pekkoGivesBackWhatItGot() throws Exception {
        givesBackWhatItGot(() -> Pekko.standard().futures());
        givesBackWhatItGot(() -> Pekko.standard().actors());
    }

    @Test
    void jobRunrGivesBackWhatItGot() throws Exception {
        givesBackWhatItGot(JobRunrJobs::new);
    }

    @Test
    void dbSchedulerGivesBackWhatItGot() throws Exception {
        givesBackWhatItGot(DbSchedulerJobs::new);
    }

    @Test
    void quartzGivesBackWhatItGot() throws Exception {
        givesBackWhatItGot(QuartzJobs::new);
    }

    @Test
    void yieldsAndRalliesComeToAnEnd() throws Exception {
        try (Workers workers = new Workers()) {
            workers.yield(3, 100);
            workers.rally(100);
        }
        try (Pekko pekko = Pekko.fair()) {
            pekko.yield(3, 100);
            pekko.rally(100);
        }
    }

    @Test
    void aResultThatWasNotAnnouncedIsRefused() {
        assertThatThrownBy(() -> new Results().pending(7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("result 7");
    }

    /** Twice, as a batch after a batch. */
    private static void givesBackWhatItGot(Callable<Peer> starter) throws Exception {
        try (Peer peer = starter.call()) {
            assertThat(peer.submitAndAwait(TIMES)).isEqualTo(SUM);
            peer.tidy();
            assertThat(peer.submitAndAwait(TIMES)).isEqualTo(SUM);
        }
    }
}
