package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A write of which something is to be proven.
 *
 * @param request under which Redis remembers it
 * @param entries what it wrote; at least one
 * @param proven completed once it is; cancelled when nobody waits any more
 */
record Claim(Namespace namespace, RequestId request, List<Entry> entries, CompletableFuture<Void> proven) {
    Claim {
        entries = List.copyOf(entries);
    }

    /** Its revision, and the names that it wrote, as the scripts take them. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(1 + entries.size());
        arguments.add(entries.get(0).revision().toString());
        entries.forEach(entry -> arguments.add(entry.name().text()));
        return arguments;
    }

    boolean isOver() {
        return proven.isDone();
    }

    void prove() {
        proven.complete(null);
    }
}
