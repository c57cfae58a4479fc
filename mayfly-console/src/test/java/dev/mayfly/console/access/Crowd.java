package dev.mayfly.console.access;

import dev.mayfly.test.Await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many browsers that watch a page, all on one thread: those that read throw away what comes, and
 * count it. Some may fall silent: they stay connected and read nothing more.
 */
final class Crowd implements AutoCloseable {
    private static final int BUFFER = 16 << 10;

    private final String host;
    private final int port;
    private final List<SocketChannel> all = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong arrivals = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final Thread thread = Thread.ofPlatform().name("crowd").unstarted(this::read);

    Crowd(int port) throws IOException {
        this.host = "localhost";
        this.port = port;
        thread.start();
    }

    /** So many more connect to a page, and read. */
    void join(int count, String view) throws IOException {
        byte[] request =
                ("GET /mayfly/stream?view=" + view + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            // Before it connects; small, so that who falls silent is soon full.
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            selector.wakeup();
            all.add(channel);
        }
    }

    /** The last so many read nothing from now on, and do not hear that they are cut. */
    void fallSilent(int count) {
        for (SocketChannel channel : all.subList(all.size() - count, all.size())) {
            SelectionKey key = channel.keyFor(selector);
            if (key != null) {
                key.cancel();
            }
        }
        selector.wakeup();
    }

    /** Waits until the last so many are told that they were cut, whatever they had not read. */
    void awaitHungUp(int count) {
        for (SocketChannel channel : all.subList(all.size() - count, all.size())) {
            Await.until("the connection is closed", () -> isClosed(channel));
        }
    }

    private static boolean isClosed(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(BUFFER)) < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    /** How often something came, to any. */
    long arrivals() {
        return arrivals.get();
    }

    /** What came to all together. */
    long bytes() {
        return bytes.get();
    }

    /** The processor time that reading has taken, in nanoseconds. */
    long processorTime() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
    }

    /** How many of those that read were cut. */
    long lost() {
        return ended.get();
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        try {
            while (selector.isOpen()) {
                selector.select(key -> read(key, buffer), 100);
            }
        } catch (ClosedSelectorException closed) {
            // The test is over.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(SelectionKey key, ByteBuffer buffer) {
        if (!key.isValid()) {
            return;
        }
        int count = -1;
        try {
            count = ((SocketChannel) key.channel()).read(buffer.clear());
        } catch (IOException cut) {
            // As if it had ended.
        }
        if (count < 0) {
            ended.incrementAndGet();
            key.cancel();
        } else {
            bytes.addAndGet(count);
            arrivals.incrementAndGet();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        selector.close();
        thread.join();
        for (SocketChannel channel : all) {
            channel.close();
        }
    }
}
