package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A write of which something is to be proven.
 *
 * @param entries what it wrote; at least one
 * @param proven completed once it is; cancelled when nobody waits any more
 */
record Claim(Namespace namespace, List<Entry> entries, CompletableFuture<Void> proven) {
    Claim {
        entries = List.copyOf(entries);
    }

    boolean isOver() {
        return proven.isDone();
    }

    void prove() {
        proven.complete(null);
    }
}
