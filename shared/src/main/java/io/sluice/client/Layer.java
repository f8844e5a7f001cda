package io.sluice.client;

import io.sluice.definition.Definitions;
import io.sluice.definition.Violation;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A namespace as readers see it: its snapshot, but where a value breaks its definition, the last one that did not. Values
 * are judged once, when they or their definition change, and never by who reads. Immutable.
 */
final class Layer {
    private static final int TOLD = 5;

    private final Snapshot snapshot;
    private final Definitions definitions;

    /** What is shown of those whose value is not; empty for nothing. */
    private final Map<String, Optional<Entry.Present>> held;

    private Layer(Snapshot snapshot, Definitions definitions, Map<String, Optional<Entry.Present>> held) {
        this.snapshot = snapshot;
        this.definitions = definitions;
        this.held = held;
    }

    /** One that holds nothing yet. */
    static Layer empty(Namespace namespace) {
        return new Layer(Snapshot.empty(namespace), Definitions.none(), Map.of());
    }

    /** Who rejects what breaks a definition. */
    private record By(Namespace namespace) {}

    /** A layer and the names that may look other to readers than before. */
    record Moved(Layer layer, Set<SettingName> names) {}

    /**
     * This layer with a newer snapshot.
     *
     * @param names at least those that differ
     * @param rejections where values that are not shown are reported
     */
    Moved with(Snapshot newer, Collection<SettingName> names, Rejections rejections) {
        var defined = definitions.with(newer, names);
        var judged = new LinkedHashSet<SettingName>(names);
        if (defined != definitions) {
            newer.forEach(entry -> {
                if (definitions.find(entry.name()) != defined.find(entry.name())) {
                    judged.add(entry.name());
                }
            });
        }
        if (defined.isEmpty() && held.isEmpty()) {
            return new Moved(new Layer(newer, defined, held), judged);
        }
        var holding = held;
        for (var name : judged) {
            var reason = reason(newer, defined, name);
            var entry = newer.entry(name);
            if (reason == null || entry == null) {
                holding = released(holding, name.text());
                rejections.accept(new By(newer.namespace()), name);
            } else {
                holding = name.isInternal() ? holding : kept(holding, name.text());
                rejections.reject(new By(newer.namespace()), newer.namespace(), name, entry.revision(), reason);
            }
        }
        return new Moved(new Layer(newer, defined, holding), judged);
    }

    /** With what readers see now; a map of its own, unless it is one already. */
    private Map<String, Optional<Entry.Present>> kept(Map<String, Optional<Entry.Present>> holding, String name) {
        if (holding.containsKey(name)) {
            return holding;
        }
        var own = holding == held ? new HashMap<>(held) : holding;
        own.put(name, Optional.ofNullable(find(name)));
        return own;
    }

    private Map<String, Optional<Entry.Present>> released(Map<String, Optional<Entry.Present>> holding, String name) {
        if (!holding.containsKey(name)) {
            return holding;
        }
        var own = holding == held ? new HashMap<>(held) : holding;
        own.remove(name);
        return own;
    }

    /** Why a setting is not shown as it is, or a definition not applied; null if all is well. */
    private static @Nullable String reason(Snapshot newer, Definitions definitions, SettingName name) {
        if (!(newer.entry(name) instanceof Entry.Present setting)) {
            return null;
        }
        if (name.isInternal()) {
            var definition = definitions.keptIn(name);
            return definition == null ? null : definition.fault();
        }
        var rule = definitions.find(name);
        var violations = rule == null ? List.<Violation>of() : rule.check(name, setting.value());
        return violations.isEmpty()
                ? null
                : violations.stream()
                        .limit(TOLD)
                        .map(Violation::describe)
                        .collect(Collectors.joining(
                                "; ",
                                "breaks its definition: ",
                                violations.size() > TOLD ? "; and %d more".formatted(violations.size() - TOLD) : ""));
    }

    Namespace namespace() {
        return snapshot.namespace();
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** The setting of that name as readers see it; null if they see none. Allocates nothing. */
    Entry.@Nullable Present find(String name) {
        var found = snapshot.find(name);
        if (found == null || held.isEmpty()) {
            return found;
        }
        var shown = held.get(name);
        return shown == null ? found : shown.orElse(null);
    }

    /** Calls the action with the name of every setting that readers see. */
    void forEachName(Consumer<SettingName> action) {
        snapshot.forEach(entry -> {
            if (entry instanceof Entry.Present
                    && !entry.name().isInternal()
                    && find(entry.name().text()) != null) {
                action.accept(entry.name());
            }
        });
    }
}
