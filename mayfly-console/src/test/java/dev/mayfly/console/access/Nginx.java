package dev.mayfly.console.access;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mayfly.test.Await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real reverse proxy on a free port of this machine's loopback, where it is installed. */
final class Nginx implements AutoCloseable {
    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one and waits until it listens; the test is skipped without, or fails where it is
     * required.
     *
     * @param folder where its files are, of which all are its own
     * @param server what its server block holds beside the port
     */
    static Nginx start(Path folder, String server) throws IOException {
        Path program = installed();
        int port = freePort();
        Path configuration = folder.resolve("nginx.conf");
        Path log = folder.resolve("log.txt");
        Files.writeString(configuration, configuration(folder, port, server));
        Process process =
                new ProcessBuilder(
                                List.of(
                                        program.toString(),
                                        "-p",
                                        folder.toString(),
                                        "-c",
                                        configuration.toString(),
                                        "-e",
                                        "stderr"))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Nginx nginx = new Nginx(process, port);
        Await.until("nginx listens", () -> !process.isAlive() || nginx.answers());
        if (!process.isAlive()) {
            throw new AssertionError("nginx did not start: " + Files.readString(log));
        }
        return nginx;
    }

    private static Path installed() {
        Optional<Path> found =
                Stream.concat(
                                Stream.of(
                                        System.getenv("PATH")
                                                .split(Pattern.quote(File.pathSeparator))),
                                Stream.of("/usr/sbin"))
                        .map(folder -> Path.of(folder, "nginx"))
                        .filter(Files::isExecutable)
                        .findFirst();
        boolean required = Boolean.parseBoolean(System.getenv("MAYFLY_REQUIRE_NGINX"));
        assumeTrue(
                required || found.isPresent(),
                "there is no nginx: install it (Debian: nginx-light) to read the console through");
        return found.orElseThrow(() ->
                new AssertionError(
                        "MAYFLY_REQUIRE_NGINX is set, and there is no nginx on the path"));
    }

    /** In the foreground, as one process, and with all files in one folder. */
    private static String configuration(Path folder, int port, String server) {
        return """
        daemon off;
        master_process off;
        pid FOLDER/nginx.pid;
        events { worker_connections 128; }
        http {
            access_log off;
            client_body_temp_path FOLDER/body;
            proxy_temp_path FOLDER/proxy;
            fastcgi_temp_path FOLDER/fastcgi;
            uwsgi_temp_path FOLDER/uwsgi;
            scgi_temp_path FOLDER/scgi;
            server {
                listen 127.0.0.1:PORT;
                SERVER
            }
        }
        """
                .replace("FOLDER", folder.toString())
                .replace("PORT", Integer.toString(port))
                .replace("SERVER", server);
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return any.getLocalPort();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
