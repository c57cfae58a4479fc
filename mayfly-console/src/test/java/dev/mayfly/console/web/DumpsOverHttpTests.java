package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.spring.boot.autoconfigure.actuate.StateDumps;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dumps are opened by a form, and read on the pages of the console. */
@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "mayfly.console.actions=all",
            "spring.application.name=shop",
            "spring.main.web-application-type=reactive"
        })
class DumpsOverHttpTests extends PageTestBase {
    private static final Pattern OPENED = Pattern.compile("/mayfly/dumps/[0-9a-f]{16}/");

    @Autowired StateDumps dumps;

    private byte[] dump() {
        ObjectNode dump = (ObjectNode) JsonMapper.builder().build().valueToTree(dumps.take());
        dump.put("takenAt", Instant.now().minusSeconds(7_200).toString());
        dump.put("node", "far " + ConsoleTestApplication.HOSTILE);
        return JsonMapper.builder().build().writeValueAsBytes(dump);
    }

    private String open(byte[] json) {
        reader.page("/mayfly/dumps");
        FormClient.Answer answer = reader.upload("/mayfly/dumps/open", json);
        assertThat(answer.status()).as(answer.html()).isEqualTo(303);
        assertThat(answer.location()).matches(OPENED);
        return answer.location();
    }

    @Test
    void aDumpOpensOnThePagesOfTheConsoleWithABannerOnEach() {
        jobs.submit("waits", "x");
        String base = open(dump());
        for (String page :
                new String[] {
                    "",
                    "jobs",
                    "recurring",
                    "agents",
                    "tasks",
                    "tasks/tree",
                    "tasks/timeline",
                    "problems",
                    "jobs?queue=default"
                }) {
            String html = reader.page(base + page);
            assertThat(html)
                    .as(page)
                    .contains(
                            "State dump",
                            "shop, node far",
                            "<span>2 h</span> ago",
                            "Nothing here is live")
                    .contains("href=\"" + base + "jobs\"", "href=\"/mayfly/assets/")
                    .doesNotContain(
                            "<form method=\"post\"", "sse-connect", "<img src=x", "alert(2)</s");
        }
        application.release.countDown();
    }

    @Test
    void theListNamesWhatIsOpenAndForgetsItWhenAsked() {
        String base = open(dump());
        assertThat(reader.page("/mayfly/dumps"))
                .contains(base, "shop, node far", "opened by anonymous");
        assertThat(application.actions)
                .anySatisfy(action -> {
                    assertThat(action.verb()).isEqualTo("open-dump");
                    assertThat(action.changed()).isTrue();
                });
        String html = reader.follow(base + "close", java.util.Map.of());
        assertThat(html).doesNotContain(base);
        assertThat(reader.status(base)).isEqualTo(404);
    }

    @Test
    void aFileThatIsNoneIsRefusedWithPlaceAndReason() {
        reader.page("/mayfly/dumps");
        FormClient.Answer answer =
                reader.upload(
                        "/mayfly/dumps/open",
                        "{\"schema\":2,\"tasks\":true}".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.html()).contains("This dump cannot be opened", "tasks: ");
        byte[] script =
                ("{\"schema\":\"" + ConsoleTestApplication.HOSTILE.replace("\"", "\\\"") + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(reader.upload("/mayfly/dumps/open", script).html())
                .contains("schema is no whole number")
                .doesNotContain("<img src=x");
        assertThat(reader.upload("/mayfly/dumps/open", new byte[0]).html())
                .contains("No file was chosen");
    }

    @Test
    void aHundredMegabytesAreReadAndForgotten() {
        reader.page("/mayfly/dumps");
        FormClient.Answer answer = reader.uploadStream("/mayfly/dumps/open", new Zeros(100L << 20));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.html()).contains("This file is too large");
    }

    @Test
    void nothingIsOpenedWithoutTheTokenOrAsAnotherKindOfForm() {
        assertThat(new FormClient(port).upload("/mayfly/dumps/open", dump()).status())
                .isEqualTo(403);
        reader.page("/mayfly/dumps");
        assertThat(reader.post("/mayfly/dumps/open", java.util.Map.of("file", "x")).status())
                .isEqualTo(400);
        Matcher opened = OPENED.matcher(reader.page("/mayfly/dumps"));
        assertThat(opened.results().count()).isLessThan(9);
    }

    /** So many zeros, without so much memory. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long left) {
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (left <= 0) {
                return -1;
            }
            int read = (int) Math.min(length, left);
            java.util.Arrays.fill(into, from, from + read, (byte) 0);
            left -= read;
            return read;
        }
    }
}
