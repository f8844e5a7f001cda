package io.sluice.batch.local;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Settings to be loaded.
 *
 * @param namespace where they go
 * @param source where they come from, in words
 * @param values by name, sorted
 * @param leftOut names that cannot be settings, and why
 */
record Input(
        Namespace namespace, String source, SortedMap<String, JsonNode> values, SortedMap<String, String> leftOut) {

    Input {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        leftOut = Collections.unmodifiableSortedMap(new TreeMap<>(leftOut));
    }

    /**
     * The name as a setting has it.
     *
     * @throws InvalidInputException if it cannot name a setting of a client
     */
    static String name(String text) {
        var name = new SettingName(text);
        if (name.isInternal()) {
            throw new InvalidInputException("setting name", text, "a first character other than $");
        }
        return name.text();
    }
}
