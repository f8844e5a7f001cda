package io.sluice.definition;

import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of a namespace at one moment. Of those whose target a name is, one with just that name counts, else that
 * with the longest beginning. Immutable; schemas that were made ready stay so in what {@link #with} returns.
 */
public final class Definitions {
    /** The setting that every change of a definition writes too, so that its revision tells whether any has changed. */
    public static final SettingName MARKER = new SettingName("$definitions");

    private static final Definitions NONE = new Definitions(Map.of(), Set.of(), null);

    private final Map<Target, Rule> rules;
    private final Set<Target> everSecret;
    private final @Nullable Revision revision;
    private final Map<Target, Boolean> secrecy;
    private final Map<SettingName, Rule> kept = new HashMap<>();
    private final Map<String, Rule> names = new HashMap<>();
    private final Map<String, Rule> beginnings = new HashMap<>();
    private final List<Integer> lengths;

    private Definitions(Map<Target, Rule> rules, Set<Target> everSecret, @Nullable Revision revision) {
        this.rules = Map.copyOf(rules);
        this.everSecret = Set.copyOf(everSecret);
        this.revision = revision;
        this.secrecy = secrecy(this.rules);
        this.rules.forEach((target, rule) -> {
            kept.put(target.setting(), rule);
            (target.isPrefix() ? beginnings : names).put(target.beginning(), rule);
        });
        this.lengths = beginnings.keySet().stream()
                .map(String::length)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** Where nothing is defined. */
    public static Definitions none() {
        return NONE;
    }

    /**
     * The definitions among some entries.
     *
     * @param entries in any order; of two of one name the higher revision counts
     */
    public static Definitions of(Collection<? extends Entry> entries) {
        var newest = new HashMap<SettingName, Entry>();
        for (var entry : entries) {
            newest.merge(entry.name(), entry, (one, other) -> other.supersedes(one) ? other : one);
        }
        var rules = new HashMap<Target, Rule>();
        var secret = new HashSet<Target>();
        newest.forEach((name, entry) -> {
            if (Target.isKeptIn(name)) {
                take(name, entry, rules);
            } else if (Target.isSecretMark(name)) {
                takeMark(name, entry, secret);
            }
        });
        var marker = newest.get(MARKER) instanceof Entry.Present present ? present.revision() : null;
        return new Definitions(rules, secret, marker);
    }

    /** Whether that setting is, or belongs to, a definition. */
    public static boolean concerns(SettingName name) {
        return Target.isKeptIn(name) || name.equals(MARKER) || Target.isSecretMark(name);
    }

    /** Whether a definition is kept in that setting. */
    public static boolean isKeptIn(SettingName name) {
        return Target.isKeptIn(name);
    }

    /** Of the last change of any definition; null before the first. */
    public @Nullable Revision revision() {
        return revision;
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** The definition of just that target; null if there is none. */
    public @Nullable Rule find(Target target) {
        return rules.get(target);
    }

    /** The definition that is kept in that setting; null if none is. */
    public @Nullable Rule keptIn(SettingName name) {
        return kept.get(name);
    }

    /** The definition that counts for a setting; null if there is none, and for Sluice's own settings. */
    public @Nullable Rule find(SettingName name) {
        if (rules.isEmpty() || name.isInternal()) {
            return null;
        }
        var text = name.text();
        var exact = names.get(text);
        if (exact != null) {
            return exact;
        }
        for (int length : lengths) {
            if (length <= text.length()) {
                var rule = beginnings.get(text.substring(0, length));
                if (rule != null) {
                    return rule;
                }
            }
        }
        return null;
    }

    /** What there is to know of a setting beyond its values; empty where nothing is defined. */
    public Set<Definition.Mark> marks(SettingName name) {
        var rule = find(name);
        return rule == null ? Set.of() : rule.definition().marks();
    }

    /**
     * Whether values of a setting are secret, or may have been at some time. It errs on the side of secrecy: of a target that
     * once was secret all settings count, also those that a more precise definition has always made public.
     */
    public boolean wasEverSecret(SettingName name) {
        return marks(name).contains(Definition.Mark.SECRET)
                || everSecret.stream().anyMatch(target -> target.covers(name));
    }

    /** What decides which values are secret now: equal to that of other definitions if these keep the same ones secret. */
    public Object secrecy() {
        return secrecy;
    }

    /**
     * The definitions in a snapshot of the same namespace, newer or older.
     *
     * @return this itself if no definition has changed in between
     */
    public Definitions in(Snapshot snapshot) {
        if (Objects.equals(revision, revision(snapshot))) {
            return this;
        }
        var names = new HashSet<>(kept.keySet());
        names.add(MARKER);
        everSecret.forEach(target -> names.add(target.secretMark()));
        snapshot.forEach(entry -> {
            if (concerns(entry.name())) {
                names.add(entry.name());
            }
        });
        return with(snapshot, names);
    }

    private static @Nullable Revision revision(Snapshot snapshot) {
        return snapshot.entry(MARKER) instanceof Entry.Present marker ? marker.revision() : null;
    }

    /**
     * These definitions as they are in a newer snapshot.
     *
     * @param names at least those that differ
     * @return this itself if no definition is among the names
     */
    public Definitions with(Snapshot newer, Collection<SettingName> names) {
        Map<Target, Rule> changed = null;
        Set<Target> secret = everSecret;
        for (var name : names) {
            if (concerns(name)) {
                changed = changed == null ? new HashMap<>(rules) : changed;
                if (Target.isKeptIn(name)) {
                    take(name, newer.entry(name), changed);
                } else if (Target.isSecretMark(name)) {
                    secret = secret == everSecret ? new HashSet<>(everSecret) : secret;
                    takeMark(name, newer.entry(name), secret);
                }
            }
        }
        if (changed == null) {
            return this;
        }
        return new Definitions(changed, secret, revision(newer));
    }

    /**
     * These definitions as they would be after some changes.
     *
     * @throws InvalidInputException if one of the changes makes something of a definition that is none
     * @throws BadSchemaException if a schema cannot be used
     */
    public Definitions with(Collection<? extends Change> changes) {
        Map<Target, Rule> changed = null;
        for (var change : changes) {
            if (Target.isKeptIn(change.name())) {
                changed = changed == null ? new HashMap<>(rules) : changed;
                var target = Target.of(change.name());
                if (change instanceof Change.Put put) {
                    changed.put(target, Rule.of(Definition.read(target, put.value())));
                } else {
                    changed.remove(target);
                }
            }
        }
        return changed == null ? this : new Definitions(changed, everSecret, revision);
    }

    /** Empty if nothing is secret, whatever else is defined. */
    private static Map<Target, Boolean> secrecy(Map<Target, Rule> rules) {
        if (rules.values().stream().noneMatch(rule -> rule.definition().isSecret())) {
            return Map.of();
        }
        return rules.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, rule -> rule.getValue().definition().isSecret()));
    }

    private static void takeMark(SettingName name, @Nullable Entry entry, Set<Target> secret) {
        try {
            var target = Target.ofSecretMark(name);
            if (entry instanceof Entry.Present) {
                secret.add(target);
            } else {
                secret.remove(target);
            }
        } catch (InvalidInputException e) {
            // Written by something else than Sluice, and the mark of nothing.
            return;
        }
    }

    private static void take(SettingName name, @Nullable Entry entry, Map<Target, Rule> rules) {
        Target target;
        try {
            target = Target.of(name);
        } catch (InvalidInputException e) {
            // Written by something else than Sluice, and the target of nothing.
            return;
        }
        var held = rules.get(target);
        if (!(entry instanceof Entry.Present present)) {
            rules.remove(target);
        } else if (held == null || !present.equals(held.entry())) {
            rules.put(target, Rule.of(target, present));
        }
    }
}
