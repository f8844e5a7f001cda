package io.sluice.batch.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Copies a backup as it comes, and sees whether it is whole: its last line has the number of the rows, which are the lines
 * between it and the first one, and the SHA-256 of all before it. Holds one line at a time. For one thread.
 */
final class BackupCopy {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ROWS = "rows";
    private static final String SHA256 = "sha256";
    private static final int PORTION = 64 * 1024;
    private static final int SHOWN_EVERY = 1000;

    private final OutputStream target;
    private final LongConsumer progress;
    private final MessageDigest digest = digest();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private JsonNode first = NodeClient.object();
    private boolean ended;
    private long lines;

    /** @param progress is told now and then how many rows there were so far */
    BackupCopy(OutputStream target, LongConsumer progress) {
        this.target = target;
        this.progress = progress;
    }

    /**
     * Copies all of it.
     *
     * @return what it is of: {@code at}, {@code namespaces}, and what its last line says
     * @throws CommandException if it is not whole, or cannot be read or written
     */
    ObjectNode carryOut(InputStream source) {
        var portion = new byte[PORTION];
        while (true) {
            int length = read(source, portion);
            if (length < 0) {
                return summary();
            }
            write(portion, length);
            for (int at = 0; at < length; ) {
                at = take(portion, at, length);
            }
        }
    }

    private static int read(InputStream source, byte[] portion) {
        try {
            return source.read(portion);
        } catch (IOException e) {
            throw failed("the backup is not whole: the node broke off (%s)".formatted(e.getMessage()), e);
        }
    }

    private void write(byte[] portion, int length) {
        try {
            target.write(portion, 0, length);
        } catch (IOException e) {
            throw failed("the backup could not be written: " + e.getMessage(), e);
        }
    }

    private static CommandException failed(String message, IOException cause) {
        return new CommandException(
                Outcome.FAILED, message, List.of("what to do: make it again; the node's log may say more"), cause);
    }

    /** Takes bytes up to the end of a line; a line counts once it is known not to be the last one. */
    private int take(byte[] portion, int from, int length) {
        if (ended) {
            digest.update(line.toByteArray());
            if (lines == 0) {
                first = json(line);
            }
            lines++;
            line.reset();
            ended = false;
            if (lines % SHOWN_EVERY == 0) {
                progress.accept(lines - 1);
            }
        }
        int end = from;
        while (end < length && portion[end] != '\n') {
            end++;
        }
        ended = end < length;
        int next = ended ? end + 1 : end;
        line.write(portion, from, next - from);
        return next;
    }

    private ObjectNode summary() {
        var last = json(line);
        long rows = Math.max(0, lines - 1);
        var sha256 = HexFormat.of().formatHex(digest.digest());
        if (!ended
                || last.path(ROWS).asLong(-1) != rows
                || !last.path(SHA256).asString("").equals(sha256)) {
            throw CommandException.failed(
                    "the backup is not whole: it ends after %d rows".formatted(rows),
                    "what to do: make it again; the node's log may say more");
        }
        var summary = NodeClient.object();
        for (var member : List.of("sluice", "at", "namespaces")) {
            summary.set(member, first.path(member));
        }
        last.properties().forEach(member -> summary.set(member.getKey(), member.getValue()));
        return summary;
    }

    private static JsonNode json(ByteArrayOutputStream line) {
        try {
            return JSON.readTree(line.toString(StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            return NodeClient.object();
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: not there (expected: in every Java)", e);
        }
    }
}
