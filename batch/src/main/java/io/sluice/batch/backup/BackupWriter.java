package io.sluice.batch.backup;

import io.sluice.batch.archive.Columns;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a backup, as {@link Format} has it, and keeps nothing of it. Throws {@link UncheckedIOException}. For one thread. */
final class BackupWriter {
    private final OutputStream target;
    private final MessageDigest digest = Format.digest();
    private long rows;
    private long unreadable;
    private long unproven;

    BackupWriter(OutputStream target) {
        this.target = target;
    }

    /** The first line, which is sent at once. */
    void begin(String version, Instant at, List<Namespace> namespaces) {
        write("{\"format\":%d,\"sluice\":%s,\"at\":%s,\"namespaces\":[%s]}"
                .formatted(
                        Format.VERSION,
                        Format.quoted(version),
                        Format.quoted(Format.moment(at)),
                        namespaces.stream()
                                .map(namespace -> Format.quoted(namespace.text()))
                                .collect(Collectors.joining(","))));
        flush();
    }

    void row(Namespace namespace, Entry entry) {
        var line = new StringBuilder(256)
                .append("{\"namespace\":")
                .append(Format.quoted(namespace.text()))
                .append(",\"name\":")
                .append(Format.quoted(entry.name().text()))
                .append(",\"kind\":")
                .append(Format.quoted(Columns.kind(entry)))
                .append(",\"revision\":")
                .append(entry.revision().micros())
                .append(",\"changedAt\":")
                .append(Format.quoted(Format.moment(entry.revision().time())))
                .append(",\"author\":")
                .append(Format.quoted(entry.author()));
        var reason = entry.reason();
        if (reason != null) {
            line.append(",\"reason\":").append(Format.quoted(reason));
        }
        var value = Columns.value(entry);
        if (value != null) {
            line.append(",\"value\":").append(value);
        }
        write(line.append('}').toString());
        rows++;
    }

    /** Counts a row that is no entry and is left out. */
    void leaveOut() {
        unreadable++;
    }

    /** Counts names that may have been something else at the moment of the backup. */
    void doubt(int names) {
        unproven += names;
    }

    /** The last line. */
    void end() {
        // The digest is that of the lines so far.
        var sha256 = HexFormat.of().formatHex(digest.digest());
        write("%s%d,\"unreadable\":%d,\"unproven\":%d,\"sha256\":\"%s\"}"
                .formatted(Format.LAST, rows, unreadable, unproven, sha256));
        flush();
    }

    private void write(String line) {
        var bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
        digest.update(bytes);
        try {
            target.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flush() {
        try {
            target.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
