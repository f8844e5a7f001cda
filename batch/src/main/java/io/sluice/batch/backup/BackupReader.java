package io.sluice.batch.backup;

import io.sluice.batch.archive.ArchiveRow;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a backup, as {@link Format} has it, line by line. What it returns is right as a line; whether the whole is, is known
 * at the end. Every method throws {@link BadBackupException} for what is not right, and {@link java.io.UncheckedIOException}
 * where the stream breaks. For one thread.
 */
final class BackupReader {
    /** Larger than what MySQL takes in one packet, unless it is told to. */
    private static final int LONGEST_LINE = 64 * 1024 * 1024;

    private static final String REVISION = "revision";
    private static final String VALUE = "value";
    private static final Set<String> FIELDS =
            Set.of("namespace", "name", "kind", REVISION, "changedAt", "author", "reason", VALUE);
    private static final String ROW = "a row of a backup";
    private static final String NOTHING = "nothing behind the last line";
    private static final JsonFactory JSON = new JsonFactory();
    private static final JsonMapper DOCUMENTS = JsonMapper.builder().build();

    private final Lines lines;
    private final MessageDigest digest = Format.digest();
    private final Set<Namespace> namespaces = new TreeSet<>();
    private byte[] before = {};
    private long rows;

    /** Reads the first line. */
    BackupReader(InputStream source) {
        lines = new Lines(source, LONGEST_LINE);
        var first = "the first line of a backup";
        var head = document(line(first), first);
        var format = head.path("format");
        if (!format.isInt() || format.asInt() != Format.VERSION) {
            throw bad("format: none that is known here", "format " + Format.VERSION);
        }
        for (var namespace : head.path("namespaces")) {
            try {
                namespaces.add(new Namespace(namespace.asString("")));
            } catch (InvalidInputException e) {
                throw bad("namespaces: one that is none", e.expected());
            }
        }
    }

    /** What the first line says that it is of, in order. */
    Set<Namespace> namespaces() {
        return namespaces;
    }

    /** How many there were so far. */
    long rows() {
        return rows;
    }

    /** The next row; null where the end has been reached, and all of it was right. */
    @Nullable
    BackupRow next() {
        var line = line("another row, or the last line: this is not the whole backup");
        if (line.startsWith(Format.LAST)) {
            end(document(line, "the last line of a backup"));
            return null;
        }
        rows++;
        return row(line);
    }

    private void end(JsonNode last) {
        var sha256 = HexFormat.of().formatHex(digest.digest());
        if (last.path("rows").asLong(-1) != rows) {
            throw bad("rows: another number than there are lines", Long.toString(rows));
        }
        if (!last.path("sha256").asString("").equals(sha256)) {
            throw bad("sha256: not that of the lines before, of which one was changed", sha256);
        }
        if (lines.next() != null) {
            throw bad("another line", NOTHING);
        }
    }

    private String line(String expected) {
        var bytes = lines.next();
        if (bytes == null) {
            throw bad("nothing", expected);
        }
        // The last line has the digest of those before it.
        digest.update(before);
        before = Arrays.copyOf(bytes, bytes.length + 1);
        before[bytes.length] = '\n';
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad("other bytes", "UTF-8");
        }
    }

    private JsonNode document(String line, String expected) {
        try {
            return DOCUMENTS.readTree(line);
        } catch (JacksonException e) {
            throw bad("no JSON", expected);
        }
    }

    private BackupRow row(String line) {
        try {
            var fields = fields(line);
            var namespace = new Namespace(field(fields, "namespace"));
            var name = new SettingName(field(fields, "name"));
            var revision = Revision.parse(field(fields, REVISION));
            var row = new ArchiveRow(
                    name,
                    field(fields, "kind"),
                    fields.get(VALUE),
                    field(fields, "author"),
                    fields.get("reason"),
                    revision.micros());
            var fault = row.fault();
            if (fault != null) {
                throw bad(fault, ROW);
            }
            if (!namespaces.contains(namespace)) {
                throw bad("namespace: " + namespace, "one of those in the first line");
            }
            if (!name.text().equals(fields.get("name"))) {
                throw bad("name: not in Unicode normal form C", ROW);
            }
            if (!Instant.parse(field(fields, "changedAt")).equals(revision.time())) {
                throw bad("changedAt: another time than that of the revision", Format.moment(revision.time()));
            }
            return new BackupRow(namespace, row.entry(), line.length());
        } catch (JacksonException e) {
            throw bad("no JSON", ROW);
        } catch (InvalidInputException e) {
            throw bad(e.what() + ": not allowed", e.expected());
        } catch (DateTimeException e) {
            throw bad("changedAt: no time", ROW);
        }
    }

    private String field(Map<String, String> fields, String name) {
        var text = fields.get(name);
        if (text == null) {
            throw bad(name + ": none", ROW);
        }
        return text;
    }

    /** What the fields say, each as text: a value as it stands there. */
    private Map<String, String> fields(String line) {
        var fields = new HashMap<String, String>();
        try (var parser = JSON.createParser(ObjectReadContext.empty(), line)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            for (var field = parser.nextName(); field != null; field = parser.nextName()) {
                var token = parser.nextToken();
                if (!FIELDS.contains(field) || fields.containsKey(field)) {
                    throw bad("a field that is not known, or was there before", ROW);
                }
                if (field.equals(VALUE)) {
                    fields.put(field, value(parser, line));
                } else {
                    expect(token, field.equals(REVISION) ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_STRING);
                    fields.put(field, parser.getString());
                }
            }
            expect(parser.currentToken(), JsonToken.END_OBJECT);
            expect(parser.nextToken(), null);
        }
        return fields;
    }

    private static String value(JsonParser parser, String line) {
        int begin = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
        parser.finishToken();
        parser.skipChildren();
        int end = Math.toIntExact(parser.currentLocation().getCharOffset());
        return line.substring(begin, end);
    }

    private void expect(@Nullable JsonToken token, @Nullable JsonToken expected) {
        if (token != expected) {
            throw bad("other JSON", ROW);
        }
    }

    private BadBackupException bad(String fault, String expected) {
        return new BadBackupException(lines.number(), fault, expected);
    }
}
