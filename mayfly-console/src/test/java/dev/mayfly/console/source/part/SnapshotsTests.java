package dev.mayfly.console.source.part;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class SnapshotsTests {
    private final AtomicInteger world = new AtomicInteger();
    private final Snapshots<Integer> pictures =
            new Snapshots<>(world::incrementAndGet, Duration.ofHours(1));

    @Test
    void readersShareAPicture() {
        assertThat(pictures.get()).isEqualTo(1);
        assertThat(pictures.get()).isEqualTo(1);
    }

    @Test
    void afterAChangeTheNextLookIsAtThePresent() {
        assertThat(pictures.get()).isEqualTo(1);
        pictures.forget();
        assertThat(pictures.get()).isEqualTo(2);
        assertThat(pictures.get()).isEqualTo(2);
    }

    @Test
    void aChangeWhileAPictureIsTakenIsNotInItAndInTheNext() {
        AtomicInteger takes = new AtomicInteger();
        Snapshots<?>[] changed = new Snapshots<?>[1];
        Snapshots<Integer> interrupted =
                new Snapshots<>(
                        () -> {
                            int take = takes.incrementAndGet();
                            if (take == 1) {
                                changed[0].forget();
                            }
                            return take;
                        },
                        Duration.ofHours(1));
        changed[0] = interrupted;
        assertThat(interrupted.get()).isEqualTo(1);
        assertThat(interrupted.get()).isEqualTo(2);
        assertThat(interrupted.get()).isEqualTo(2);
    }
}
