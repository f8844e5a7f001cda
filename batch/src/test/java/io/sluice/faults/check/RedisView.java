package io.sluice.faults.check;

import java.util.Map;
import java.util.Set;

/** A namespace in Redis, at one moment. */
record RedisView(
        Map<String, Held> entries, Set<String> dirty, Map<String, String> meta, Map<String, String> quarantine) {
    long offset() {
        return Long.parseLong(meta.getOrDefault("offset", "0"));
    }

    String epoch() {
        return meta.getOrDefault("epoch", "");
    }

    /** Whether everything that the archive holds was offered since Redis may have lost something. */
    boolean isComplete() {
        var complete = meta.getOrDefault("complete", "");
        return !complete.isEmpty() && complete.equals(meta.get("replid"));
    }

    boolean isHistoryArchived() {
        return meta.getOrDefault("history", "0").equals(meta.getOrDefault("archived", "0"));
    }
}
