package dev.mayfly.crash.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Where nodes report, over a socket of this machine: outside of every process that is killed.
 * Whatever is answered is on the disk before.
 *
 * <p>A line is {@code number TAB kind TAB fields…}; one whose number is not 0 is answered with
 * {@code number TAB answer}. The kinds are the constants of {@link Word}.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class Ledger implements AutoCloseable {

    /** What nodes are told to do when they report how they are. */
    public enum Command {
        /** Submit jobs. */
        SUBMIT,
        /** Submit no more, and run what is there. */
        DRAIN,
        /** End. */
        EXIT
    }

    /**
     * How a node is.
     *
     * @param live how many jobs its store counts that have not ended
     * @param submitting whether submissions are under way
     * @param at when it said so, by {@link System#nanoTime()}
     */
    public record Status(long live, boolean submitting, long at) {}

    private final Book book = new Book();
    private final Journal journal;
    private final ServerSocket server;
    private final Map<Long, Status> statuses = new ConcurrentHashMap<>();
    private final Map<Long, CountDownLatch> silent = new ConcurrentHashMap<>();
    private volatile Command command = Command.SUBMIT;
    private volatile boolean closed;

    /**
     * Opens a ledger.
     *
     * @param file what is written down goes there; must not exist
     * @throws IOException if the file or the socket cannot be opened
     */
    public Ledger(Path file) throws IOException {
        this.journal = new Journal(file);
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("ledger").start(this::accept);
    }

    /** {@return the port that nodes report to} */
    public int port() {
        return server.getLocalPort();
    }

    /** {@return what was written down} */
    public Book book() {
        return book;
    }

    /**
     * Tells all nodes what to do from now on.
     *
     * @param next what
     */
    public void command(Command next) {
        command = next;
    }

    /** {@return how those nodes are that are there, by process} */
    public Map<Long, Status> statuses() {
        return Map.copyOf(statuses);
    }

    /**
     * Waits until everything is read that a dead process has sent.
     *
     * @param process which
     * @throws IllegalStateException if its connection does not end within 30 s
     */
    public void awaitSilence(long process) throws InterruptedException {
        CountDownLatch end = silent.get(process);
        if (end != null && !end.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    "process "
                            + process
                            + " is dead and its connection is not; look for a child"
                            + " that holds it open");
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread.ofPlatform().daemon().name("ledger-reader").start(() -> serve(socket));
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        var connection = new Connection();
        try (socket;
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while (line != null) {
                var lines = new StringBuilder();
                var answers = new StringBuilder();
                do {
                    lines.append(connection.process).append('\t').append(line).append('\n');
                    connection.read(line, answers);
                    line = in.ready() ? in.readLine() : null;
                } while (line != null);
                journal.append(lines.toString());
                answer(socket.getOutputStream(), answers);
                line = in.readLine();
            }
        } catch (IOException e) {
            // The node was killed: that is what this is for.
        } finally {
            connection.ended();
        }
    }

    private static void answer(OutputStream out, StringBuilder answers) throws IOException {
        if (!answers.isEmpty()) {
            out.write(answers.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    /** One node. Used by the thread that reads from it. */
    private final class Connection {

        private long process;
        private final CountDownLatch end = new CountDownLatch(1);

        void read(String line, StringBuilder answers) {
            String[] fields = line.split("\t", -1);
            String answer = act(Word.valueOf(fields[1]), fields);
            if (!fields[0].equals("0")) {
                answers.append(fields[0]).append('\t').append(answer).append('\n');
            }
        }

        private String act(Word word, String[] fields) {
            switch (word) {
                case HELLO -> {
                    process = Long.parseLong(fields[2]);
                    silent.put(process, end);
                }
                case INTEND -> book.intend(rest(fields));
                case ACKNOWLEDGED -> {
                    for (int i = 2; i < fields.length; i += 2) {
                        book.acknowledge(fields[i], fields[i + 1]);
                    }
                }
                case BEGIN -> book.begin(run(fields));
                case LEAVE -> {
                    long epoch = Long.parseLong(fields[3]);
                    return "" + book.leave(fields[2], epoch, process, fields[4]);
                }
                case STEP -> book.step(fields[2], Long.parseLong(fields[3]), fields[4]);
                case KEPT -> book.keep(fields[2], Long.parseLong(fields[3]), fields[4], fields[5]);
                case OVERLAP ->
                        book.overlap(
                                fields[2],
                                Long.parseLong(fields[3]),
                                Long.parseLong(fields[4]),
                                process);
                case SETTLED ->
                        book.settle(fields[2], Long.parseLong(fields[3]), process, fields[4]);
                case REJECTED -> book.reject();
                case FENCED -> book.fence(process, Long.parseLong(fields[2]));
                case TOLD -> book.tell(fields[2], fields[3]);
                case UNTOLD -> book.tell(fields[2], "nothing");
                case STATUS -> {
                    status(fields);
                    return command.name();
                }
            }
            return "";
        }

        private Run run(String[] fields) {
            return new Run(
                    fields[3],
                    fields[2],
                    Long.parseLong(fields[4]),
                    process,
                    Long.parseLong(fields[5]),
                    System.nanoTime());
        }

        private void status(String[] fields) {
            long live = Long.parseLong(fields[2]);
            boolean submitting = Boolean.parseBoolean(fields[3]);
            statuses.put(process, new Status(live, submitting, System.nanoTime()));
        }

        private static List<String> rest(String[] fields) {
            return Arrays.asList(fields).subList(2, fields.length);
        }

        void ended() {
            statuses.remove(process);
            end.countDown();
        }
    }

    /**
     * How long ago a node reported.
     *
     * @param status as it was reported
     * @return the time since
     */
    public static Duration age(Status status) {
        return Duration.ofNanos(System.nanoTime() - status.at());
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        journal.close();
    }
}
