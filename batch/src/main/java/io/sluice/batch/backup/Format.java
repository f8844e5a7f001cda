package io.sluice.batch.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * How a backup is written: JSON documents, each in a line that ends with a line feed, in UTF-8.
 *
 * <pre>
 * {"format":1,"sluice":"1.0.0","at":"2026-11-24T10:00:00.000000Z","namespaces":["shop"]}
 * {"namespace":"shop","name":"limits.max","kind":"present","revision":1763848392123456,"changedAt":"2025-…Z","author":"alice","reason":"more load","value":{"max":10}}
 * {"namespace":"shop","name":"limits.min","kind":"tombstone","revision":1763848392123457,"changedAt":"2025-…Z","author":"alice"}
 * {"rows":2,"unreadable":0,"unproven":0,"sha256":"…"}
 * </pre>
 *
 * The last line counts the lines between it and the first one, and has the SHA-256 of all bytes before it. Values are taken
 * over as text, to the letter.
 */
final class Format {
    static final int VERSION = 1;

    /** How the last line begins, and no other. */
    static final String LAST = "{\"rows\":";

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Format() {}

    /** A text as a JSON string. */
    static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    /** A moment as text, to the microsecond. */
    static String moment(Instant moment) {
        return MOMENT.format(moment);
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: not there (expected: in every Java)", e);
        }
    }
}
