package io.sluice.client;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.Rejection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The values that this process has and does not use, by whom and why. Thread-safe. */
public final class Rejections {
    /** How many are kept: a report is no log. */
    private static final int MAX = 1000;

    private final Map<Key, Rejection> current = new ConcurrentHashMap<>();

    Rejections() {}

    private record Key(Object by, SettingName name) {}

    /**
     * Says that a value is refused, in the place of what the same one said of that name before.
     *
     * @param by who refuses it; compared by {@code equals}
     * @param namespace that the value comes from
     */
    public void reject(Object by, Namespace namespace, SettingName name, Revision revision, String reason) {
        var key = new Key(by, name);
        if (current.size() < MAX || current.containsKey(key)) {
            var shown = reason.isBlank() ? "no reason given" : reason;
            current.put(key, new Rejection(namespace, name, revision, shown));
        }
    }

    /** Says that the same one has nothing against the name's newest value. */
    public void accept(Object by, SettingName name) {
        current.remove(new Key(by, name));
    }

    /** All of them, one a name, by name. */
    public List<Rejection> all() {
        var byName = current.values().stream()
                .collect(Collectors.groupingBy(rejection -> rejection.namespace() + ":" + rejection.name()));
        var all = new ArrayList<Rejection>();
        for (var several : byName.values()) {
            var newest = several.stream()
                    .max(Comparator.comparing(Rejection::revision))
                    .orElseThrow();
            var reasons =
                    several.stream().map(Rejection::reason).distinct().sorted().collect(Collectors.joining("; "));
            all.add(new Rejection(newest.namespace(), newest.name(), newest.revision(), reasons));
        }
        all.sort(Comparator.comparing(Rejection::namespace).thenComparing(Rejection::name));
        return all;
    }
}
