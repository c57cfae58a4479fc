package dev.mayfly.benchmarks.stress;

import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Pipes and sockets: read and written by way of the kernel's selector, closed by strangers while
 * somebody waits on them; and sockets that block as the JDK's do.
 */
final class ChannelStorm implements Storm {

    private static final int WAIT_MILLIS = 20;
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @Override
    public void blow(World world, SplittableRandom random) {
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            SplittableRandom own = random.split();
            int kind = random.nextInt(4);
            String queue = random.nextInt(6) == 0 ? World.THREADS : World.COROUTINES;
            world.submit(
                    queue,
                    random,
                    TaskStorm.options(random).withName("channel"),
                    t -> {
                        try {
                            return use(t, own, kind);
                        } catch (IOException | UncheckedIOException e) {
                            throw new Planned(e.toString());
                        }
                    });
        }
    }

    private static int use(TaskContext task, SplittableRandom random, int kind) throws IOException {
        return switch (kind) {
            case 0 -> pipe(task, random);
            case 1 -> closedMeanwhile(task, random);
            case 2 -> sockets(task, random);
            default -> blockingSockets(random);
        };
    }

    private static int pipe(TaskContext task, SplittableRandom random) throws IOException {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink()) {
            source.configureBlocking(false);
            SplittableRandom own = random.split();
            task.spawn(t -> {
                t.sleep(World.upTo(own, WAIT_MILLIS));
                try {
                    return sink.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                } catch (IOException e) {
                    throw new Planned(e.toString()); // the reader was quicker to leave
                }
            });
            return read(task, random, source, source);
        }
    }

    private static int closedMeanwhile(TaskContext task, SplittableRandom random)
            throws IOException {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink()) {
            source.configureBlocking(false);
            SplittableRandom own = random.split();
            task.spawn(t -> {
                t.sleep(World.upTo(own, WAIT_MILLIS));
                source.close();
                return sink.isOpen();
            });
            return read(task, random, source, source);
        }
    }

    private static int read(
            TaskContext task,
            SplittableRandom random,
            SelectableChannel channel,
            ReadableByteChannel bytes)
            throws IOException {
        Duration limit = World.upTo(random, WAIT_MILLIS);
        if (task.awaitIo(channel, SelectionKey.OP_READ, limit) == 0) {
            return 0;
        }
        return bytes.read(ByteBuffer.allocate(8));
    }

    private static int sockets(TaskContext task, SplittableRandom random) throws IOException {
        try (var server = ServerSocketChannel.open();
                var client = SocketChannel.open()) {
            server.bind(new InetSocketAddress(HERE, 0)).configureBlocking(false);
            client.configureBlocking(false);
            var _ = client.connect(server.getLocalAddress());
            SplittableRandom own = random.split();
            task.spawn(
                    TaskOptions.named("client"),
                    t -> {
                        try {
                            return connect(t, own, client);
                        } catch (IOException | UncheckedIOException e) {
                            throw new Planned(e.toString()); // the server was quicker to leave
                        }
                    });
            Duration limit = World.upTo(random, WAIT_MILLIS);
            if (task.awaitIo(server, SelectionKey.OP_ACCEPT, limit) == 0) {
                return 0;
            }
            try (SocketChannel accepted = server.accept()) {
                if (accepted == null) {
                    return 0;
                }
                accepted.configureBlocking(false);
                return read(task, random, accepted, accepted);
            }
        }
    }

    private static int connect(TaskContext task, SplittableRandom random, SocketChannel client)
            throws IOException {
        if (task.awaitIo(client, SelectionKey.OP_CONNECT, World.upTo(random, WAIT_MILLIS)) == 0
                || !client.finishConnect()) {
            return 0;
        }
        task.sleep(World.upTo(random, WAIT_MILLIS));
        return client.write(ByteBuffer.wrap(new byte[] {1}));
    }

    private static int blockingSockets(SplittableRandom random) throws IOException {
        try (var server = new ServerSocket(0, 1, HERE);
                var client = new Socket(HERE, server.getLocalPort());
                var accepted = server.accept()) {
            accepted.setSoTimeout(1 + random.nextInt(WAIT_MILLIS));
            if (random.nextBoolean()) {
                client.getOutputStream().write(1);
            }
            return accepted.getInputStream().read();
        }
    }
}
