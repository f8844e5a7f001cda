package io.sluice.api.input;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends octets as they are and reads what HTTP/1.1 makes of the answer, on one connection as long as both sides keep it. Octets are
 * the characters up to U+00FF of a string. Not thread-safe.
 */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final int port;
    private @Nullable Socket socket;
    private @Nullable InputStream input;

    RawClient(int port) {
        this.port = port;
    }

    /** What becomes of the connection behind a request. */
    enum Behind {
        /** The next request may follow. */
        OPEN,
        /** No more is sent, which is how a request ends that promised more. */
        ENDED
    }

    /**
     * An answer.
     *
     * @param status 0 if the connection was closed without one
     * @param headers by name in lower case
     * @param body empty for a stream of events, of which only the head is read
     */
    record Answer(int status, Map<String, String> headers, String body) {
        static final Answer CLOSED = new Answer(0, Map.of(), "");

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /**
     * Sends a request and reads the answer.
     *
     * @throws IOException if there is none in time, or none that can be read
     */
    Answer send(String request, Behind behind) throws IOException {
        boolean isFresh = socket == null;
        var answer = attempt(request, behind);
        // The server may close a connection that it has kept, at any moment.
        return answer.status == 0 && !isFresh ? attempt(request, behind) : answer;
    }

    private Answer attempt(String request, Behind behind) throws IOException {
        var open = open();
        try {
            open.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            open.getOutputStream().flush();
            if (behind == Behind.ENDED) {
                open.shutdownOutput();
            }
        } catch (IOException e) {
            // Refused while there was more to send; the answer may have come all the same.
        }
        try {
            return read(request.startsWith("HEAD "), behind);
        } catch (EOFException | SocketException e) {
            close();
            return Answer.CLOSED;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private Answer read(boolean isHead, Behind behind) throws IOException {
        var line = line();
        while (line.startsWith("HTTP/1.1 100")) {
            line();
            line = line();
        }
        if (!line.matches("HTTP/1\\.1 [1-5][0-9]{2}( .*)?")) {
            throw new IOException("status line: " + line);
        }
        int status = Integer.parseInt(line.substring(9, 12));
        var headers = new TreeMap<String, String>();
        for (var header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        var isStream = headers.getOrDefault("content-type", "").startsWith("text/event-stream");
        var body = isHead || isStream || status == 204 || status == 304 ? "" : body(headers);
        if (isStream
                || behind == Behind.ENDED
                || headers.getOrDefault("connection", "").equals("close")) {
            close();
        }
        return new Answer(status, headers, body);
    }

    private String body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            var body = new StringBuilder();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.append(octets(size));
                line();
            }
            line();
            return body.toString();
        }
        var length = headers.get("content-length");
        return length == null
                ? new String(input().readAllBytes(), StandardCharsets.UTF_8)
                : octets(Integer.parseInt(length));
    }

    private String octets(int count) throws IOException {
        var octets = input().readNBytes(count);
        if (octets.length < count) {
            throw new EOFException();
        }
        return new String(octets, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = input().read(); c != '\n'; c = input().read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    private Socket open() throws IOException {
        var open = socket;
        if (open == null) {
            open = new Socket(InetAddress.getLoopbackAddress(), port);
            open.setSoTimeout(PATIENCE_MILLIS);
            open.setTcpNoDelay(true);
            socket = open;
            input = new BufferedInputStream(open.getInputStream());
        }
        return open;
    }

    private InputStream input() throws IOException {
        if (input == null) {
            throw new EOFException();
        }
        return input;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
            input = null;
        }
    }
}
