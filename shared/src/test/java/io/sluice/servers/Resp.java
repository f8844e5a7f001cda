package io.sluice.servers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One command to Redis on one connection. Deliberately not the client that the product uses: what a test observes, and the faults
 * it injects, must not share that client's connections and reconnecting. Speaks
 * <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP2</a>.
 */
final class Resp {

    private static final int TIMEOUT_MILLIS = 10_000;

    private Resp() {}

    static @Nullable Object call(String host, int port, String... words) throws IOException {
        return call(host, port, List.of(), words);
    }

    /** After a login; none if that is empty. */
    static @Nullable Object call(String host, int port, List<String> login, String... words) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            if (!login.isEmpty()) {
                socket.getOutputStream().write(request(login.toArray(String[]::new)));
                reply(in);
            }
            socket.getOutputStream().write(request(words));
            return reply(in);
        }
    }

    static byte[] request(String... words) {
        var request = new ByteArrayOutputStream();
        request.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            request.writeBytes(bytes);
            request.writeBytes(new byte[] {'\r', '\n'});
        }
        return request.toByteArray();
    }

    static @Nullable Object reply(DataInputStream in) throws IOException {
        String line = line(in);
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(rest);
            case '$' -> bulk(in, Integer.parseInt(rest));
            case '*' -> list(in, Integer.parseInt(rest));
            case '-' -> throw new IllegalStateException("redis refused: " + rest);
            default -> throw new IOException("reply: " + line + " (expected: RESP2)");
        };
    }

    private static @Nullable String bulk(DataInputStream in, int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("reply: cut off after " + bytes.length + " of " + length + " bytes");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static @Nullable List<@Nullable Object> list(DataInputStream in, int size) throws IOException {
        if (size < 0) {
            return null;
        }
        var list = new ArrayList<@Nullable Object>(size);
        for (int i = 0; i < size; i++) {
            list.add(reply(in));
        }
        return list;
    }

    private static String line(DataInputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int next = in.readUnsignedByte(); next != '\r'; next = in.readUnsignedByte()) {
            bytes.write(next);
        }
        in.readUnsignedByte();
        String line = bytes.toString(StandardCharsets.UTF_8);
        if (line.isEmpty()) {
            throw new IOException("reply: empty line (expected: RESP2)");
        }
        return line;
    }
}
