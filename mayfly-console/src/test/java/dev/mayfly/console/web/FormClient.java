package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.core.io.InputStreamResource;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.reactive.function.BodyInserters;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reader who opens pages and sends the forms on them. */
final class FormClient {
    private static final Pattern TOKEN = Pattern.compile("name=\"_mayfly\" value=\"([^\"]+)\"");

    private final String base;
    private final WebTestClient client;
    private String cookie = "";
    private String token = "";

    /** What followed a form: a status, where it led, and the page if it led nowhere. */
    record Answer(int status, String location, String html) {}

    FormClient(int port) {
        this.base = "http://localhost:" + port;
        this.client =
                WebTestClient.bindToServer()
                        .responseTimeout(Duration.ofSeconds(60))
                        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(4 << 20))
                        .build();
    }

    String page(String path) {
        EntityExchangeResult<String> result =
                client.get()
                        .uri(URI.create(base + path))
                        .cookie("mayfly-console", cookie)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody(String.class)
                        .returnResult();
        String html = String.valueOf(result.getResponseBody());
        var kept = result.getResponseCookies().getFirst("mayfly-console");
        if (kept != null) {
            cookie = kept.getValue();
        }
        Matcher found = TOKEN.matcher(html);
        if (found.find()) {
            token = found.group(1);
        }
        return html;
    }

    Answer post(String path, Map<String, String> fields) {
        var form = new LinkedMultiValueMap<String, String>();
        form.add("_mayfly", token);
        fields.forEach(form::add);
        EntityExchangeResult<String> result =
                client.post()
                        .uri(URI.create(base + path))
                        .cookie("mayfly-console", cookie)
                        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                        .body(BodyInserters.fromFormData(form))
                        .exchange()
                        .expectBody(String.class)
                        .returnResult();
        URI location = result.getResponseHeaders().getLocation();
        return new Answer(
                result.getStatus().value(),
                location == null ? "" : location.toString(),
                String.valueOf(result.getResponseBody()));
    }

    /** Sends a file as a browser does. */
    Answer upload(String path, byte[] file) {
        return uploadStream(path, new ByteArrayInputStream(file));
    }

    /** Sends a file of any length. */
    Answer uploadStream(String path, InputStream file) {
        var form = new MultipartBodyBuilder();
        form.part("_mayfly", token);
        form.part("file", new InputStreamResource(file)).filename("mayfly-state.json");
        EntityExchangeResult<String> result =
                client.post()
                        .uri(URI.create(base + path))
                        .cookie("mayfly-console", cookie)
                        .body(BodyInserters.fromMultipartData(form.build()))
                        .exchange()
                        .expectBody(String.class)
                        .returnResult();
        URI location = result.getResponseHeaders().getLocation();
        return new Answer(
                result.getStatus().value(),
                location == null ? "" : location.toString(),
                String.valueOf(result.getResponseBody()));
    }

    int status(String path) {
        return client.get()
                .uri(URI.create(base + path))
                .exchange()
                .expectBody() // a body that nobody reads is never released
                .returnResult()
                .getStatus()
                .value();
    }

    /** Sends a form and opens the page that follows. */
    String follow(String path, Map<String, String> fields) {
        Answer answer = post(path, fields);
        assertThat(answer.status()).as(answer.html()).isEqualTo(303);
        return page(answer.location());
    }
}
