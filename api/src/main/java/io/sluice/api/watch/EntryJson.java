package io.sluice.api.watch;

import io.sluice.api.EntryShape;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Entries as JSON on one line. Thread-safe. */
@Component
final class EntryJson {
    private final EntryShape shape;
    private final JsonMapper json;

    EntryJson(EntryShape shape, JsonMapper json) {
        this.shape = shape;
        this.json = json;
    }

    /** The entry in UTF-8. */
    byte[] of(Namespace namespace, Entry entry) {
        var line = json.writeValueAsBytes(shape.of(namespace, entry));
        for (int i = 0; i < line.length; i++) {
            // Values are passed on as they are. Legal JSON has line breaks between tokens only, where a blank does as
            // well;
            // here they would end the event.
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }
}
