package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One change of one setting, as it was carried out.
 *
 * @param id its place in the history of the namespace
 * @param entry what it made of the setting, with author, reason and time
 * @param old what was there before; null if nothing was
 * @param requestId of the write that it belongs to
 */
public record HistoryRecord(Id id, Entry entry, @Nullable Entry old, RequestId requestId) {
    /**
     * A place in a namespace's history.
     *
     * @param revision of the write
     * @param sequence number of the record in the namespace, dense from 1
     */
    public record Id(Revision revision, long sequence) {
        private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,15})-([1-9][0-9]{0,17})");

        /**
         * Reads one as {@link #toString} writes it.
         *
         * @throws InvalidInputException if it is none
         */
        public static Id parse(String text) {
            var parts = FORM.matcher(text);
            if (!parts.matches()) {
                throw new InvalidInputException("history record", text, "<revision>-<sequence>");
            }
            return new Id(Revision.parse(parts.group(1)), Long.parseLong(parts.group(2)));
        }

        /** {@code <revision>-<sequence>}. */
        @Override
        public String toString() {
            return revision + "-" + sequence;
        }
    }
}
