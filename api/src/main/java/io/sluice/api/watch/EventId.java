package io.sluice.api.watch;

import io.sluice.setting.Epoch;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Position;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id of an event: the position that a client has reached with it, {@code <epoch>:<offset>}. */
final class EventId {
    private static final Pattern PATTERN = Pattern.compile("([0-9]{1,16}-[0-9a-f]{8}):([0-9]{1,18})");

    private EventId() {}

    /**
     * Reads one.
     *
     * @param field where the client gave it
     * @param text null or empty for none
     * @return null for none
     */
    static @Nullable Position parse(String field, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        var parts = PATTERN.matcher(text);
        if (!parts.matches()) {
            throw new InvalidInputException(field, text, "<epoch>:<offset>, the id of an event");
        }
        return new Position(new Epoch(parts.group(1)), Long.parseLong(parts.group(2)));
    }
}
