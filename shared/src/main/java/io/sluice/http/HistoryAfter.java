package io.sluice.http;

import io.sluice.setting.InvalidInputException;
import io.sluice.store.HistoryRecord;

/**
 * Behind which change a page of a history begins, as {@code next} of the page before gives it.
 *
 * @param id of that change
 */
public record HistoryAfter(HistoryRecord.Id id) {
    /** Reads it; Spring looks for a method of this name. */
    public static HistoryAfter valueOf(String text) {
        try {
            return new HistoryAfter(HistoryRecord.Id.parse(text));
        } catch (InvalidInputException e) {
            throw new InvalidInputException("after", text, "next of another page");
        }
    }
}
