package dev.mayfly.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.benchmarks.mail.Mail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openjdk.jmh.annotations.Param;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;

/** Each peer does the work that it is measured by. */
@Timeout(120)
class MailsTests {

    private static final int EACH = 3_000;
    static final List<String> NAMES = Mails.NAMES;

    /** Counts each message, and whether those of one sender come in order. */
    private static final class Seen implements IntConsumer {

        private final AtomicIntegerArray times;
        private final int[] next;
        private final int each;
        private volatile int outOfOrder;

        Seen(int senders, int each) {
            this.times = new AtomicIntegerArray(senders * each);
            this.next = new int[senders];
            this.each = each;
        }

        @Override
        public void accept(int message) {
            times.incrementAndGet(message);
            if (next[message / each]++ != message % each) {
                outOfOrder++;
            }
        }

        boolean eachOnce() {
            for (int i = 0; i < times.length(); i++) {
                if (times.get(i) != 1) {
                    return false;
                }
            }
            return true;
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void handlesEachMessageOnceAndInOrder(String peer) throws Exception {
        try (Mail mail = Mails.start(peer)) {
            for (int senders : new int[] {1, 2, 8}) {
                var seen = new Seen(senders, EACH);
                mail.send(senders, EACH, seen);
                assertThat(seen.eachOnce()).isTrue();
                assertThat(seen.outOfOrder).isZero();
            }
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void startsEachReceiverOnceAndEndsIt(String peer) throws Exception {
        try (Mail mail = Mails.start(peer)) {
            for (int spawners : new int[] {1, 8}) {
                var times = new AtomicIntegerArray(spawners * 50);
                mail.spawn(spawners, 50, times::incrementAndGet);
                for (int i = 0; i < times.length(); i++) {
                    assertThat(times.get(i)).isOne();
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void roundTripsComeToAnEnd(String peer) throws Exception {
        try (Mail mail = Mails.start(peer)) {
            mail.roundTrips(500);
            mail.roundTrips(1);
        }
    }

    /** Planted: a peer that hands over one message twice and another one never. */
    @Test
    void findsAPeerThatLosesOne() {
        var seen = new Seen(1, 3);
        List.of(0, 1, 1).forEach(seen::accept);
        assertThat(seen.eachOnce()).isFalse();
        assertThat(seen.outOfOrder).isPositive();
    }

    @Test
    void benchmarksHaveEveryPeer() throws Exception {
        for (Class<?> type :
                List.of(
                        AgentPingPongBenchmark.class,
                        AgentSendBenchmark.class,
                        AgentSpawnBenchmark.class)) {
            assertThat(type.getField("peer").getAnnotation(Param.class).value())
                    .containsExactlyElementsOf(NAMES);
        }
        assertThatThrownBy(() -> Mails.start("nobody")).hasMessageContaining("nobody");
    }
}
