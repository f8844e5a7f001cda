package io.sluice.api.watch;

import io.sluice.api.EntryShape;
import io.sluice.definition.Definition.Mark;
import io.sluice.definition.Definitions;
import io.sluice.http.Role;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;
import java.util.Set;
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

    /** The definitions of that moment. */
    Definitions definitions(Snapshot moment) {
        return shape.definitions(moment);
    }

    /** The entry in UTF-8, as that role is shown it. */
    byte[] of(Namespace namespace, Entry entry, Set<Mark> marks, Role reader) {
        var line = json.writeValueAsBytes(shape.of(namespace, entry, marks, reader));
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
