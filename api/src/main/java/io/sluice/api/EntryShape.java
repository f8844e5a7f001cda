package io.sluice.api;

import io.sluice.definition.Definition.Mark;
import io.sluice.definition.Definitions;
import io.sluice.http.Role;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;
import java.util.Set;

/** What an entry looks like to clients, wherever they meet it. Thread-safe. */
public interface EntryShape {
    /** The definitions of that moment, which say what there is to know of each setting beyond its entry. */
    Definitions definitions(Snapshot moment);

    /**
     * What is to be written as JSON for the entry. The same for all who may see secrets, and for all who may not.
     *
     * @param marks of its setting
     * @param reader for whom it is
     */
    Object of(Namespace namespace, Entry entry, Set<Mark> marks, Role reader);

    /** Whether that role is shown the value of a setting with these marks. */
    static boolean isShown(Set<Mark> marks, Role reader) {
        return !marks.contains(Mark.SECRET) || reader.includes(Role.EDITOR);
    }
}
