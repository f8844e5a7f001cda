package io.sluice.batch.operate;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Revision;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * A moment in the life of a namespace: a revision, or a time, which is one too.
 *
 * @param revision microseconds since 1970
 */
record Moment(Revision revision) {
    private static final String EXPECTED =
            "a revision, or a time with its zone, to the microsecond at most, such as 2026-11-24T10:00:00Z";

    /** The largest revision. */
    private static final long LAST = (1L << 53) - 1;

    /** Reads it; Spring looks for a method of this name. */
    public static Moment valueOf(String text) {
        try {
            return new Moment(new Revision(text.matches("[0-9]{1,16}") ? Long.parseLong(text) : micros(text)));
        } catch (DateTimeException | InvalidInputException e) {
            throw refused(text);
        }
    }

    private static long micros(String text) {
        var time = OffsetDateTime.parse(text).toInstant();
        if (time.isBefore(Instant.EPOCH)
                || time.isAfter(new Revision(LAST).time())
                || !time.equals(time.truncatedTo(ChronoUnit.MICROS))) {
            throw refused(text);
        }
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static InvalidInputException refused(String text) {
        return new InvalidInputException("moment", text, EXPECTED);
    }
}
