package io.sluice.store;

import java.util.List;

/** What would become of a write. */
public sealed interface Preview {
    /**
     * It could be carried out.
     *
     * @param found what is there now, in the order of the changes
     */
    record Possible(List<WriteResult.Found> found) implements Preview {
        public Possible {
            found = List.copyOf(found);
        }
    }

    /**
     * It would be refused.
     *
     * @param result what the write would tell; never applied
     */
    record Refused(WriteResult result) implements Preview {}
}
