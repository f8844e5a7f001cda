package io.sluice.batch.verify;

import io.sluice.setting.Namespace;
import io.sluice.store.Inspection.Held;
import java.util.List;

/**
 * A page of what Redis holds of a namespace.
 *
 * @param held entries
 * @param unreadable fields that are none
 */
record HashPage(Namespace namespace, List<Held> held, List<String> unreadable) {
    HashPage {
        held = List.copyOf(held);
        unreadable = List.copyOf(unreadable);
    }

    int size() {
        return held.size() + unreadable.size();
    }
}
