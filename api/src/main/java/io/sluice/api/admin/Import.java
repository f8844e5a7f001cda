package io.sluice.api.admin;

import io.sluice.definition.Target;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an import is to bring about.
 *
 * @param description of the namespace; null if it is to stay
 * @param settings values by name, none of them Sluice's own
 * @param masked names that are left as they are, for their values were not shown to whoever made the document
 * @param definitions values of the settings that they are kept in; null if they are to stay
 */
record Import(
        @Nullable String description,
        SortedMap<SettingName, SettingValue> settings,
        SortedSet<SettingName> masked,
        @Nullable SortedMap<SettingName, SettingValue> definitions) {
    /** What becomes of settings that the document does not have. */
    enum Mode {
        /** They stay, and so does the description. */
        merge,
        /** They are removed. */
        replace
    }

    /**
     * Reads a document.
     *
     * @throws ProblemException that names the first field that is wrong
     */
    static Import read(Namespace namespace, NamespaceDocument document, JsonMapper json) {
        if (document.format() == null || document.format() != NamespaceDocument.FORMAT) {
            throw invalid("format", String.valueOf(document.format()), Integer.toString(NamespaceDocument.FORMAT));
        }
        if (document.namespace() != null && !document.namespace().equals(namespace.text())) {
            // A document in the wrong place would do the most harm; to copy on purpose, leave the field out.
            throw invalid("namespace", document.namespace(), namespace + ", or no field to copy another namespace");
        }
        requireRevision(document.revision());
        if (document.settings() == null) {
            throw invalid("settings", "none", "an object with a value for each name");
        }
        var settings = new TreeMap<SettingName, SettingValue>();
        for (Map.Entry<String, SettingValue> setting : document.settings().entrySet()) {
            var field = "settings." + setting.getKey();
            if (settings.put(Names.read(field, setting.getKey()), setting.getValue()) != null) {
                throw invalid(field, "in two spellings", "each name once");
            }
        }
        var description =
                document.description() == null ? null : NamespaceController.description(document.description());
        return new Import(
                description, settings, masked(document.masked(), settings), definitions(document.definitions(), json));
    }

    private static SortedSet<SettingName> masked(
            @Nullable List<@Nullable String> names, SortedMap<SettingName, SettingValue> settings) {
        var masked = new TreeSet<SettingName>();
        for (int i = 0; names != null && i < names.size(); i++) {
            var field = "masked[" + i + "]";
            var name = Names.read(field, names.get(i));
            if (settings.containsKey(name)) {
                throw invalid(field, "among the settings too", "a name without a value");
            }
            masked.add(name);
        }
        return masked;
    }

    private static @Nullable SortedMap<SettingName, SettingValue> definitions(
            @Nullable Map<String, SettingValue> sent, JsonMapper json) {
        if (sent == null) {
            return null;
        }
        var definitions = new TreeMap<SettingName, SettingValue>();
        sent.forEach((name, value) -> {
            var field = "definitions." + name;
            try {
                var target = new Target(name);
                var body = json.readValue(value.json(), DefinitionBody.class);
                if (body.reason() != null) {
                    throw invalid(field + ".reason", "given", "no reason; it is that of the import");
                }
                definitions.put(target.setting(), body.read(target).value());
            } catch (InvalidInputException | JacksonException e) {
                throw invalid(field, "no definition", "a definition as PUT takes it");
            }
        });
        return definitions;
    }

    /**
     * The changes that bring it about, Sluice's own first and then by name.
     *
     * @throws ProblemException 409 if a setting is masked and not there
     */
    List<Change> changes(Snapshot now, Mode mode, JsonMapper json) {
        requireMasked(now);
        var changes = new ArrayList<@Nullable Change>();
        var wanted = new TreeMap<SettingName, @Nullable SettingValue>(settings);
        if (mode == Mode.replace) {
            changes.add(description(now, json));
            now.forEach(entry -> {
                if (entry instanceof Entry.Present && !entry.name().isInternal() && !masked.contains(entry.name())) {
                    wanted.putIfAbsent(entry.name(), null);
                }
            });
        }
        definitions(now, mode).forEach((name, value) -> changes.add(Plans.change(name, now.entry(name), value)));
        wanted.forEach((name, value) -> changes.add(Plans.change(name, now.entry(name), value)));
        return changes.stream().filter(Objects::nonNull).map(Change.class::cast).toList();
    }

    /** A value that the document does not have cannot be made up; without a word it would be missing. */
    private void requireMasked(Snapshot now) {
        for (var name : masked) {
            if (!(now.entry(name) instanceof Entry.Present)) {
                var expected = "only settings that are set here, for the document has no value of them";
                throw ProblemException.of(
                                ProblemType.CONFLICT,
                                "masked: %s (expected: %s). Nothing was changed.".formatted(name, expected))
                        .at("masked", expected);
            }
        }
    }

    /** What is to become of each definition; null to remove it. */
    private SortedMap<SettingName, @Nullable SettingValue> definitions(Snapshot now, Mode mode) {
        var wanted = new TreeMap<SettingName, @Nullable SettingValue>();
        if (definitions != null) {
            wanted.putAll(definitions);
            if (mode == Mode.replace) {
                now.page(Target.room(), null, Integer.MAX_VALUE)
                        .forEach(entry -> wanted.putIfAbsent(entry.name(), null));
            }
        }
        return wanted;
    }

    /** Whatever else Sluice notes of the namespace stays as it is. */
    private @Nullable Change description(Snapshot now, JsonMapper json) {
        var entry = now.entry(SettingName.NAMESPACE);
        if (description == null) {
            return null;
        }
        var noted = entry instanceof Entry.Present present
                        && json.readTree(present.value().json()) instanceof ObjectNode object
                ? object
                : json.createObjectNode();
        if (description.equals(noted.path("description").asString(""))) {
            return null;
        }
        noted.put("description", description);
        return Plans.change(SettingName.NAMESPACE, entry, new SettingValue(json.writeValueAsString(noted)));
    }

    private static void requireRevision(@Nullable Long revision) {
        try {
            if (revision != null) {
                var unused = new Revision(revision);
            }
        } catch (InvalidInputException e) {
            throw invalid("revision", String.valueOf(revision), "a revision");
        }
    }

    private static ProblemException invalid(String field, String given, String expected) {
        return ProblemException.invalid(field, "%s: %s (expected: %s)".formatted(field, given, expected), expected);
    }
}
