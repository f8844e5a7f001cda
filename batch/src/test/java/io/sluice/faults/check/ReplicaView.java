package io.sluice.faults.check;

import java.util.Map;
import java.util.TreeMap;

/**
 * A namespace in a node.
 *
 * @param isWhole whether tombstones are shown too
 */
record ReplicaView(Map<String, Held> entries, boolean isWhole) {
    /** What a listing shows of these: no tombstones, and nothing of Sluice's own. */
    static Map<String, Held> visible(Map<String, Held> entries) {
        var visible = new TreeMap<>(entries);
        visible.values().removeIf(held -> held.value() == null);
        visible.keySet().removeIf(name -> name.startsWith("$"));
        return visible;
    }
}
