package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * A browser sends its next request as soon as it has read an answer, and sometimes while the server
 * still tidies up after that answer. A page load must survive that, on the wire as it is.
 */
@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.web-application-type=reactive")
class KeptConnectionTests {
    /** A bound that only a connection that is never read again reaches. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @LocalServerPort int port;

    @Test
    void aConnectionIsReadAgainAfterAFileWasAskedForRightBehindAPage() throws IOException {
        String asset = "/mayfly/assets/any/theme.js";
        for (int round = 0; round < 20; round++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
                InputStream in = new BufferedInputStream(socket.getInputStream());

                // Both at once: the second has to queue behind the first.
                send(socket, get("/mayfly/") + get(asset));
                assertThat(readAnswer(in)).isEqualTo(200);
                assertThat(readAnswer(in)).isEqualTo(200);

                send(socket, get(asset));
                assertThat(readAnswer(in)).isEqualTo(200);
            }
        }
    }

    @Test
    void aConnectionIsReadAgainAfterARefusalThatQueued() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String foreign = get("/mayfly/").replace("localhost", "evil.example");

            send(socket, get("/mayfly/") + foreign + get("/mayfly/assets/any/none.js"));
            assertThat(readAnswer(in)).isEqualTo(200);
            assertThat(readAnswer(in)).isEqualTo(403);
            assertThat(readAnswer(in)).isEqualTo(404);

            send(socket, get("/mayfly/jobs"));
            assertThat(readAnswer(in)).isEqualTo(200);
        }
    }

    private String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n";
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Reads one answer to its end; returns its status. */
    private static int readAnswer(InputStream in) throws IOException {
        int status = Integer.parseInt(readLine(in).split(" ")[1]);
        int length = 0;
        boolean chunked = false;
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring("content-length:".length()).trim());
            }
            chunked |= header.equals("transfer-encoding: chunked");
        }
        if (!chunked) {
            assertThat(in.readNBytes(length)).hasSize(length);
            return status;
        }
        for (int size = chunk(in); size > 0; size = chunk(in)) {
            assertThat(in.readNBytes(size)).hasSize(size);
            readLine(in);
        }
        readLine(in);
        return status;
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(readLine(in), 16);
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the server closed the connection");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }
}
