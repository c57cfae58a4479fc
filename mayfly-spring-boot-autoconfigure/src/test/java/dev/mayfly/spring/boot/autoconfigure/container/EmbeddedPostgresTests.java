package dev.mayfly.spring.boot.autoconfigure.container;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.io.IOException;

/** Where no Docker runs. */
@Tag("either-mode")
class EmbeddedPostgresTests extends PostgresApplicationContractTests {

    @SuppressWarnings("NullAway.Init") // started before all tests
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Configuration(proxyBeanMethods = false)
    static class Server {

        @Bean
        JdbcConnectionDetails details() {
            return new JdbcConnectionDetails() {
                @Override
                public String getUsername() {
                    return "postgres";
                }

                @Override
                public String getPassword() {
                    return "";
                }

                @Override
                public String getJdbcUrl() {
                    return server.getJdbcUrl("postgres", "postgres");
                }
            };
        }
    }

    @Override
    Class<?> database() {
        return Server.class;
    }
}
