package io.sluice.spring;

import io.sluice.client.SettingsView;
import io.sluice.setting.Entry;
import io.sluice.setting.SettingValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.EnumerablePropertySource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Settings as properties of the environment. A setting that is a text, a number or a boolean is a property of its name. One
 * that is an object or a list is as many as it has leaves, named as in configuration files: {@code limits} with {@code
 * {"max":10,"hosts":["a"]}} is {@code limits.max} and {@code limits.hosts[0]}. JSON's {@code null} is not set; an empty
 * object or list is an empty text.
 *
 * <p>Shows one view until it is given the next, so that whoever binds several properties meanwhile sees one moment.
 * Thread-safe.
 */
final class SettingsPropertySource extends EnumerablePropertySource<Object> {
    static final String NAME = "sluice";

    private static final JsonFactory JSON = new JsonFactory();

    private volatile Shown shown;

    SettingsPropertySource(SettingsView view) {
        super(NAME);
        this.shown = new Shown(view);
    }

    void show(SettingsView view) {
        shown = new Shown(view);
    }

    /** What it shows. */
    SettingsView view() {
        return shown.view;
    }

    @Override
    public @Nullable Object getProperty(String name) {
        return shown.property(name);
    }

    @Override
    public boolean containsProperty(String name) {
        return shown.property(name) != null;
    }

    @Override
    public String[] getPropertyNames() {
        return shown.names();
    }

    /** A view, and what was read from it. */
    private static final class Shown {
        private final SettingsView view;
        private final Map<String, Map<String, String>> leaves = new ConcurrentHashMap<>();
        private volatile String @Nullable [] names;

        Shown(SettingsView view) {
            this.view = view;
        }

        /** The setting of that name, or the leaf of that name in a setting whose name is the beginning of it. */
        @Nullable
        String property(String name) {
            var setting = view.find(name);
            if (setting.isPresent()) {
                return leaves(setting.get()).get(name);
            }
            for (int i = name.length() - 1; i > 0; i--) {
                if (name.charAt(i) == '.' || name.charAt(i) == '[') {
                    var whole = view.find(name.substring(0, i));
                    var leaf = whole.isEmpty() ? null : leaves(whole.get()).get(name);
                    if (leaf != null) {
                        return leaf;
                    }
                }
            }
            return null;
        }

        /** The same array every time: Spring Boot compares it with the one before to see whether anything has changed. */
        String[] names() {
            var known = names;
            if (known == null) {
                var all = new ArrayList<String>();
                for (var name : view.names("")) {
                    view.find(name)
                            .ifPresent(setting -> all.addAll(leaves(setting).keySet()));
                }
                known = all.toArray(String[]::new);
                names = known;
            }
            return known;
        }

        private Map<String, String> leaves(Entry.Present setting) {
            return leaves.computeIfAbsent(setting.name().text(), name -> flattened(name, setting.value()));
        }
    }

    private static Map<String, String> flattened(String name, SettingValue value) {
        var leaves = new LinkedHashMap<String, String>();
        try (var parser = JSON.createParser(ObjectReadContext.empty(), value.json())) {
            parser.nextToken();
            flatten(name, parser, leaves);
        }
        return leaves;
    }

    /** Adds what the parser stands at; leaves it at the last token of that. */
    private static void flatten(String name, JsonParser parser, Map<String, String> leaves) {
        int before = leaves.size();
        var token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            for (var field = parser.nextName(); field != null; field = parser.nextName()) {
                parser.nextToken();
                flatten(name + "." + field, parser, leaves);
            }
        } else if (token == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                flatten(name + "[" + i + "]", parser, leaves);
            }
        } else {
            if (token != JsonToken.VALUE_NULL) {
                leaves.put(name, parser.getString());
            }
            return;
        }
        if (leaves.size() == before) {
            leaves.put(name, "");
        }
    }
}
