package dev.mayfly.console.access;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A client that sends exactly what it is told, with any method and any Host, over one connection
 * that it keeps as long as the server does. Belongs to one thread.
 */
final class Wire implements AutoCloseable {
    private static final int LIMIT_MILLIS = 60_000;

    private final InetAddress address;
    private final int port;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();

    /** What came back. */
    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    Wire(InetAddress address, int port) {
        this.address = address;
        this.port = port;
    }

    Answer send(String method, String path, Map<String, String> headers, String form)
            throws IOException {
        byte[] body = form.getBytes(StandardCharsets.US_ASCII);
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0) {
            head.append("Content-Type: application/x-www-form-urlencoded\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        byte[] request = (head + form).getBytes(StandardCharsets.ISO_8859_1);
        boolean kept = socket.isConnected() && !socket.isClosed();
        try {
            return exchange(method, request);
        } catch (IOException closed) {
            if (!kept) {
                throw closed;
            }
            close(); // the server has closed it after the last answer
            return exchange(method, request);
        }
    }

    private Answer exchange(String method, byte[] request) throws IOException {
        if (!socket.isConnected() || socket.isClosed()) {
            socket = new Socket(address, port);
            socket.setSoTimeout(LIMIT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
        return read(method);
    }

    private Answer read(String method) throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (one, other) -> one + "\n" + other);
        }
        String type = headers.getOrDefault("content-type", "");
        String body = "";
        if (method.equals("HEAD") || status == 304) {
            // Nothing follows.
        } else if (type.startsWith("text/event-stream")) {
            close(); // it never ends
        } else if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            body = chunks();
        } else {
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }
        if (headers.getOrDefault("connection", "").equalsIgnoreCase("close")) {
            close();
        }
        return new Answer(status, headers, body);
    }

    private String chunks() throws IOException {
        var whole = new ByteArrayOutputStream();
        for (int size = size(); size > 0; size = size()) {
            whole.write(in.readNBytes(size));
            line();
        }
        line();
        return whole.toString(StandardCharsets.UTF_8);
    }

    private int size() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the server closed the connection");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
