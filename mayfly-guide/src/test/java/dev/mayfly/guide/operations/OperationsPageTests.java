package dev.mayfly.guide.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

class OperationsPageTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "health",
                "prometheus",
                "mayflyqueues",
                "mayflyqueues/default",
                "mayflylints",
                "dumpstate",
                "dumpstate/text"
            })
    void theEndpointsAnswerOnAPortOfTheirOwn(String endpoint) throws Exception {
        try (var application =
                        start("classpath:guide/actuator.yaml", "--management.server.port=0");
                HttpClient client = HttpClient.newHttpClient()) {
            String port = application.getEnvironment().getRequiredProperty("local.management.port");
            URI address = URI.create("http://127.0.0.1:" + port + "/actuator/" + endpoint);
            var request = HttpRequest.newBuilder(address).build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theSettingsForProductionStart() {
        try (var application =
                start(
                        "classpath:guide/production.yaml",
                        "--mayfly.store.initialize-schema=always",
                        "--spring.datasource.url=jdbc:h2:mem:production")) {
            assertThat(application.getBean(Jobs.class).store().info().type()).isEqualTo("jdbc");
        }
    }

    private static ConfigurableApplicationContext start(String configuration, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--spring.config.location=" + configuration);
        all.add("--server.port=0");
        return new SpringApplicationBuilder(OperationsPage.class).run(all.toArray(String[]::new));
    }
}
