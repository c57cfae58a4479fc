package dev.mayfly.spring.boot.autoconfigure.container;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Where Docker runs. */
@Tag("docker")
@Tag("either-mode")
@EnabledIf(
        value = "dev.mayfly.spring.boot.autoconfigure.container.Docker#isThere",
        disabledReason = Docker.NONE)
class PostgresContainerTests extends PostgresApplicationContractTests {

    /** Stays where it is while contexts end that have it as a bean. */
    private static final class Server extends PostgreSQLContainer {

        Server() {
            super(Docker.postgres());
        }

        @Override
        public void close() {
            // It is stopped after all tests.
        }
    }

    @SuppressWarnings("NullAway.Init") // started before all tests
    private static Server server;

    @BeforeAll
    static void start() {
        server = new Server();
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @Configuration(proxyBeanMethods = false)
    static class Container {

        @Bean
        @ServiceConnection
        PostgreSQLContainer postgres() {
            return server;
        }
    }

    @Override
    Class<?> database() {
        return Container.class;
    }
}
