package io.sluice.definition;

import io.sluice.setting.Entry;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A definition that is in force, with its schema ready to judge values. Thread-safe. */
public final class Rule {
    private static final SettingValue ANYTHING = new SettingValue("true");

    private final Definition definition;
    private final Entry.@Nullable Present entry;
    private final @Nullable String unreadable;
    private volatile @Nullable Compiled compiled;

    private Rule(Definition definition, Entry.@Nullable Present entry, @Nullable String unreadable) {
        this.definition = definition;
        this.entry = entry;
        this.unreadable = unreadable;
    }

    /** The schema, or why there is none. */
    private record Compiled(
            @Nullable CompiledSchema schema, @Nullable String fault) {}

    /**
     * A definition that is to be.
     *
     * @throws BadSchemaException if its schema cannot be used
     */
    public static Rule of(Definition definition) {
        var rule = new Rule(definition, null, null);
        rule.compiled = new Compiled(CompiledSchema.of(definition.schema()), null);
        return rule;
    }

    /** A definition as it is kept. One that cannot be read forbids no value, and counts as secret. */
    static Rule of(Target target, Entry.Present entry) {
        try {
            return new Rule(Definition.read(target, entry.value()), entry, null);
        } catch (InvalidInputException e) {
            var unknown = new Definition(target, ANYTHING, null, Set.of(Definition.Mark.SECRET), null);
            return new Rule(unknown, entry, e.expected());
        }
    }

    public Definition definition() {
        return definition;
    }

    /** The setting that the definition is kept in; null for one that is to be. */
    public Entry.@Nullable Present entry() {
        return entry;
    }

    /** Why the definition cannot be used, and forbids nothing; null if it can. */
    public @Nullable String fault() {
        return unreadable == null ? compiled().fault() : "definition: not readable (expected: " + unreadable + ")";
    }

    /** Every place where the value breaks the definition; empty if it does not. */
    public List<Violation> check(SettingName name, SettingValue value) {
        var schema = compiled().schema();
        var pointers =
                definition.isSecret() ? CompiledSchema.Pointers.SCHEMA_NAMES_ONLY : CompiledSchema.Pointers.WHOLE;
        return schema == null ? List.of() : schema.check(name, value, pointers);
    }

    /** Made when it is needed first: many definitions are only shown. Twice at worst. */
    private Compiled compiled() {
        var made = compiled;
        if (made == null) {
            try {
                made = new Compiled(CompiledSchema.of(definition.schema()), null);
            } catch (BadSchemaException e) {
                made = new Compiled(null, e.getMessage());
            }
            compiled = made;
        }
        return made;
    }
}
