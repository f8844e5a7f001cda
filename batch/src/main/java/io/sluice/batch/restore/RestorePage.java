package io.sluice.batch.restore;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import java.util.List;

/** What a restore does next. */
sealed interface RestorePage {
    /**
     * Offers entries.
     *
     * @param entries at least one, of the archive
     */
    record Offer(Namespace namespace, List<Entry> entries) implements RestorePage {
        public Offer {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Says that all of a namespace has been offered.
     *
     * @param life in which the offering began
     */
    record Completion(Namespace namespace, String life) implements RestorePage {}

    /** Says that all namespaces are complete. */
    record Installing() implements RestorePage {}
}
