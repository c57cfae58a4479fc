package dev.mayfly.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.StoreUnavailableException;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A claim whose commit took place while the answer got lost. */
class DoubtfulClaimTests {

    private final LostAnswers answers = new LostAnswers();

    @Test
    void jobsOfAClaimWhoseAnswerGotLostAreGivenWithTheNextOnce() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:doubtful", "sa", "");
        try (var store = JdbcJobStore.builder(answers.over(pool)).open()) {
            store.insert(List.of(Greetings.job("a"), Greetings.job("b")));
            Runners runners = store.runners().orElseThrow();
            long incarnation = runners.register("node", Duration.ofMinutes(10));
            var claim =
                    new Runners.Claim(
                            "node", incarnation, "default", Set.of("greet"), Greetings.NOW, 10);

            answers.loseNext();
            assertThatThrownBy(() -> runners.claim(claim))
                    .isInstanceOf(StoreUnavailableException.class);

            assertThat(runners.claim(claim))
                    .extracting(job -> job.id().value())
                    .containsExactlyInAnyOrder("a", "b");
            assertThat(runners.claim(claim)).isEmpty();
        } finally {
            pool.dispose();
        }
    }

    @Test
    void whoeverHearsOfMovesHearsOfThoseOfSuchAClaimOnce() throws SQLException {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:doubtful-move", "sa", "");
        try (var store = JdbcJobStore.builder(answers.over(pool)).open()) {
            store.insert(List.of(Greetings.job("bad")));
            try (var connection = pool.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("UPDATE mayfly_job SET history = '?'");
            }
            var heard = new ArrayList<String>();
            store.onMoved((before, after) -> heard.add(after.id() + " " + after.state()));
            Runners runners = store.runners().orElseThrow();
            long incarnation = runners.register("node", Duration.ofMinutes(10));
            var claim =
                    new Runners.Claim(
                            "node", incarnation, "default", Set.of("greet"), Greetings.NOW, 10);

            answers.loseNext();
            assertThatThrownBy(() -> runners.claim(claim))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(heard).isEmpty();

            assertThat(runners.claim(claim)).isEmpty();
            assertThat(heard).containsExactly("bad FAILED");
            assertThat(runners.claim(claim)).isEmpty();
            assertThat(heard).hasSize(1);
        } finally {
            pool.dispose();
        }
    }
}
