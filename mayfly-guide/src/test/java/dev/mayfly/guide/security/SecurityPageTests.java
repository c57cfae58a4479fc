package dev.mayfly.guide.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.config.location=classpath:guide/console-remote.yaml")
class SecurityPageTests {

    @LocalServerPort private int port;

    @ParameterizedTest
    @CsvSource({"ada, 200", "vic, 200", "sam, 403", "nobody, 401"})
    void onlyWhoHasARoleLooksFromElsewhere(String user, int status) throws Exception {
        String login = user + ":secret";
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/mayfly"))
                        .header("X-Forwarded-For", "203.0.113.7")
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(
                                                        login.getBytes(StandardCharsets.UTF_8)))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(status);
        }
    }
}
