package io.sluice.definition;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.SettingValue;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a setting is for and which values it may have. Immutable.
 *
 * @param target the settings that it is for
 * @param schema JSON Schema 2020-12: an object or a boolean; whether it can be used is for {@link Rule#of} to say
 * @param description null if there is none; at most {@value #LONGEST} characters, as the owner
 * @param marks what else there is to know
 * @param owner who is to be asked, null if nobody is named
 */
public record Definition(
        Target target,
        SettingValue schema,
        @Nullable String description,
        Set<Mark> marks,
        @Nullable String owner) {
    private static final int LONGEST = 1000;

    public Definition {
        requireText("description", description);
        requireText("owner", owner);
        if (!schema.json().startsWith("{")
                && !schema.json().equals("true")
                && !schema.json().equals("false")) {
            throw new InvalidInputException("schema", "something else", "an object, true or false");
        }
        marks = Set.copyOf(marks);
    }

    /** What there is to know of a setting beyond its values. */
    public enum Mark {
        /** The value is shown to those who may write it, and to nobody else. */
        SECRET,
        /** Nobody should use it any more. */
        DEPRECATED
    }

    /** Whether the values are for those who may write them only. */
    public boolean isSecret() {
        return marks.contains(Mark.SECRET);
    }

    /** Whether nobody should use the settings any more. */
    public boolean isDeprecated() {
        return marks.contains(Mark.DEPRECATED);
    }

    /** The value of the setting that the definition is kept as; {@link #read} reads it. */
    public SettingValue value() {
        var json = new StringBuilder("{\"schema\":").append(schema.json());
        if (description != null) {
            json.append(",\"description\":").append(Trees.quoted(description));
        }
        if (owner != null) {
            json.append(",\"owner\":").append(Trees.quoted(owner));
        }
        if (isSecret()) {
            json.append(",\"secret\":true");
        }
        if (isDeprecated()) {
            json.append(",\"deprecated\":true");
        }
        return new SettingValue(json.append('}').toString());
    }

    /**
     * Reads what {@link #value} has written. Members that it does not know are passed over.
     *
     * @throws InvalidInputException if it is something else
     */
    public static Definition read(Target target, SettingValue value) {
        JsonNode json;
        try {
            json = Trees.read(value);
        } catch (JacksonException | NumberFormatException e) {
            throw new InvalidInputException("definition", "not readable", "JSON");
        }
        var schema = json.get("schema");
        if (schema == null) {
            throw new InvalidInputException("schema", "none", "a JSON Schema");
        }
        var marks = EnumSet.noneOf(Mark.class);
        if (mark(json, "secret")) {
            marks.add(Mark.SECRET);
        }
        if (mark(json, "deprecated")) {
            marks.add(Mark.DEPRECATED);
        }
        return new Definition(
                target, new SettingValue(schema.toString()), text(json, "description"), marks, text(json, "owner"));
    }

    private static boolean mark(JsonNode json, String member) {
        var mark = json.get(member);
        if (mark != null && !mark.isBoolean()) {
            throw new InvalidInputException(member, "something else", "true or false");
        }
        return mark != null && mark.booleanValue();
    }

    private static @Nullable String text(JsonNode json, String member) {
        var text = json.get(member);
        if (text != null && !text.isNull() && !text.isString()) {
            throw new InvalidInputException(member, "something else", "a string");
        }
        return text == null || text.isNull() ? null : text.asString();
    }

    private static void requireText(String member, @Nullable String text) {
        if (text != null
                && (text.length() > LONGEST
                        || text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE))) {
            throw new InvalidInputException(member, text, "at most " + LONGEST + " characters, no unpaired surrogates");
        }
    }
}
