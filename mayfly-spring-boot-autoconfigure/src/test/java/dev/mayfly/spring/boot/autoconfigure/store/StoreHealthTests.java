package dev.mayfly.spring.boot.autoconfigure.store;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.boot.autoconfigure.Conditions;
import dev.mayfly.spring.boot.autoconfigure.MayflyHealthAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.actuate.MayflyHealthIndicator;
import dev.mayfly.spring.boot.autoconfigure.actuate.StoreReport;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.UUID;

import javax.sql.DataSource;

/** An application whose database goes and comes back. */
class StoreHealthTests {

    /** A database that can be taken away. */
    private static final class Cable extends DelegatingDataSource {

        private volatile boolean pulled;

        Cable(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (pulled) {
                throw new SQLTransientConnectionException("the cable is pulled");
            }
            return super.getConnection();
        }
    }

    @Test
    void outageIsTheApplicationsHealthUntilItEnds() {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
        Cable cable = new Cable(pool);
        Stores.plain()
                .withPropertyValues("mayfly.store.type=jdbc", "mayfly.store.patience=50ms")
                .withBean(DataSource.class, () -> cable)
                .withConfiguration(AutoConfigurations.of(MayflyHealthAutoConfiguration.class))
                .run(context -> {
                    MayflyHealthIndicator health = context.getBean(MayflyHealthIndicator.class);
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    mayfly.submit("note", "before").await(LIMIT);
                    assertThat(health.health().getStatus()).isEqualTo(Status.UP);

                    cable.pulled = true;
                    Conditions.await(() -> health.health().getStatus().equals(Status.DOWN));
                    assertThat(problem(health.health()))
                            .contains("the database of the job store does not answer")
                            .contains("the cable is pulled");
                    assertThatThrownBy(() -> mayfly.submit("note", "during"))
                            .isInstanceOf(StoreUnavailableException.class)
                            .hasMessageContaining("nothing was accepted");

                    cable.pulled = false;
                    Conditions.await(() -> health.health().getStatus().equals(Status.UP));
                    assertThat(problem(health.health())).isEqualTo("none");
                    assertThat(mayfly.submit("note", "after").await(LIMIT)).isEqualTo("after");
                    assertThat(context.getBean(StoreReport.class).figures())
                            .isNotNull()
                            .matches(figures -> figures.outages() > 0);
                });
        pool.dispose();
    }

    private static String problem(Health health) {
        return String.valueOf(health.getDetails().get("problem"));
    }
}
