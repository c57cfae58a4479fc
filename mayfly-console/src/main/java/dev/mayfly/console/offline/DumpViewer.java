package dev.mayfly.console.offline;

import dev.mayfly.console.dump.DumpException;
import dev.mayfly.console.dump.DumpReader;
import dev.mayfly.console.dump.DumpShelf;
import dev.mayfly.console.web.dump.DumpPages;

import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;

import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;

/**
 * Shows a state dump in a browser without a running application. It listens on 127.0.0.1 only, at a
 * port that the system chooses, and changes nothing. Any jar that has the console has it:
 *
 * <pre>{@code
 * java -cp app.jar -Dloader.main=dev.mayfly.console.offline.DumpViewer \
 *     org.springframework.boot.loader.launch.PropertiesLauncher mayfly-state.json
 * }</pre>
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class DumpViewer implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final DisposableServer server;
    private final String path;

    private DumpViewer(DisposableServer server, String path) {
        this.server = server;
        this.path = path;
    }

    /**
     * Opens the file that is named, and shows it until the process is ended.
     *
     * @param arguments one path
     */
    public static void main(String[] arguments) {
        int status = run(arguments, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (arguments.length != 1) {
            err.println("Give one file: a state dump of Mayfly, such as mayfly-state.json");
            return 2;
        }
        try (DumpViewer viewer = open(Path.of(arguments[0]))) {
            out.println("The dump is shown at " + viewer.address() + " until this ends (Ctrl-C)");
            viewer.server.onDispose().block();
            return 0;
        } catch (IOException e) {
            err.println(arguments[0] + " cannot be read: " + e);
            return 1;
        } catch (DumpException e) {
            err.println(arguments[0] + " cannot be opened. " + e.getMessage());
            return 1;
        }
    }

    /**
     * Opens a dump and begins to show it.
     *
     * @param file the dump
     * @return shows it until it is closed
     * @throws IOException if the file cannot be read
     * @throws DumpException if it is no dump; says where
     */
    public static DumpViewer open(Path file) throws IOException {
        byte[] json;
        try (InputStream in = Files.newInputStream(file)) {
            json = in.readNBytes(DumpReader.MOST_BYTES + 1);
        }
        DumpPages dumps = new DumpPages(new DumpShelf(), Clock.system(ZoneId.systemDefault()));
        String path = dumps.open(json, "the viewer");
        DisposableServer server =
                HttpServer.create()
                        .host(LOOPBACK)
                        .port(0)
                        .handle(
                                new ReactorHttpHandlerAdapter(
                                        RouterFunctions.toHttpHandler(
                                                new ViewerRoutes(dumps, path).routes())))
                        .bindNow();
        return new DumpViewer(server, path);
    }

    /**
     * Where it is shown.
     *
     * @return the address of its overview
     */
    public String address() {
        return "http://" + LOOPBACK + ":" + server.port() + path;
    }

    /** Shows it no longer. */
    @Override
    public void close() {
        server.disposeNow();
    }
}
