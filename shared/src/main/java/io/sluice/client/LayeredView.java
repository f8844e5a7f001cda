package io.sluice.client;

import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.Snapshot;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/** Namespaces on top of each other, each of one moment, the first on top. Immutable. */
final class LayeredView implements SettingsView {
    private final List<Layer> layers;
    private final Converter converter;
    private final long version;

    /** One that holds nothing yet. */
    static LayeredView empty(List<Namespace> layers, Converter converter) {
        return new LayeredView(layers.stream().map(Layer::empty).toList(), converter, 0);
    }

    private LayeredView(List<Layer> layers, Converter converter, long version) {
        this.layers = List.copyOf(layers);
        this.converter = converter;
        this.version = version;
    }

    /** Grows with every newer view; for those who must not hold on to a view itself. */
    long version() {
        return version;
    }

    /** A view and the names that may look other to readers than before. */
    record Moved(LayeredView view, Set<SettingName> names) {}

    /**
     * This view with a newer snapshot of its namespace, which is one of its layers.
     *
     * @param names at least those that differ
     * @param rejections where values that are not shown are reported
     */
    Moved with(Snapshot newer, Collection<SettingName> names, Rejections rejections) {
        var replaced = new ArrayList<Layer>(layers.size());
        Set<SettingName> moved = Set.of();
        for (var layer : layers) {
            if (layer.namespace().equals(newer.namespace())) {
                var next = layer.with(newer, names, rejections);
                moved = next.names();
                replaced.add(next.layer());
            } else {
                replaced.add(layer);
            }
        }
        return new Moved(new LayeredView(replaced, converter, version + 1), moved);
    }

    boolean includes(Namespace namespace) {
        return layers.stream().anyMatch(layer -> layer.namespace().equals(namespace));
    }

    /** The setting of that name in the first layer that has it; null if none has. Allocates nothing. */
    Entry.@Nullable Present setting(String name) {
        for (int i = 0; i < layers.size(); i++) {
            var found = layers.get(i).find(name);
            if (found != null) {
                return name.charAt(0) == '$' ? null : found;
            }
        }
        return null;
    }

    /** The layer in which {@link #setting} found it; the first one if none has it. */
    Namespace origin(SettingName name) {
        return origin(name.text()).orElse(layers.get(0).namespace());
    }

    /** The newest revision of a name in any layer, tombstones included; null if there never was any. */
    @Nullable
    Revision newest(SettingName name) {
        Revision newest = null;
        for (var layer : layers) {
            var entry = layer.snapshot().entry(name);
            if (entry != null && (newest == null || entry.revision().isAfter(newest))) {
                newest = entry.revision();
            }
        }
        return newest;
    }

    /** Whether a reader would notice a difference between this view and another. */
    boolean differs(LayeredView other, SettingName name) {
        var here = setting(name.text());
        var there = other.setting(name.text());
        if (here == null || there == null) {
            return here != null || there != null;
        }
        return !here.value().equals(there.value());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(String name, Class<T> type) {
        return (T) read(name, type);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(String name, ParameterizedTypeReference<T> type) {
        return (T) read(name, type.getType());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T get(String name, Class<T> type, T fallback) {
        return (T) read(name, type, fallback);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T get(String name, ParameterizedTypeReference<T> type, T fallback) {
        return (T) read(name, type.getType(), fallback);
    }

    @Override
    public Optional<Entry.Present> find(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.ofNullable(setting(name));
    }

    @Override
    public Optional<Namespace> origin(String name) {
        return layers.stream()
                .filter(layer -> layer.find(name) != null)
                .findFirst()
                .map(Layer::namespace);
    }

    @Override
    public List<String> names(String prefix) {
        var names = new TreeSet<String>();
        for (var layer : layers) {
            layer.forEachName(name -> {
                if (name.text().startsWith(prefix)) {
                    names.add(name.text());
                }
            });
        }
        return List.copyOf(names);
    }

    @Override
    public Optional<Revision> revision(Namespace namespace) {
        return layers.stream()
                .filter(layer -> layer.namespace().equals(namespace))
                .findFirst()
                .map(layer -> layer.snapshot().head())
                .map(Head::revision);
    }

    private @Nullable Object read(String name, Type type) {
        var setting = find(name);
        return setting.isEmpty() ? null : converter.convert(setting.get(), type);
    }

    private Object read(String name, Type type, Object fallback) {
        try {
            var value = read(name, type);
            return value == null ? fallback : value;
        } catch (InvalidSettingException e) {
            return fallback;
        }
    }
}
