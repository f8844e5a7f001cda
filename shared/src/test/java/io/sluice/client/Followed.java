package io.sluice.client;

import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Settings that follow a watcher whose part the test plays. */
final class Followed implements AutoCloseable {
    static final Namespace SHOP = new Namespace("shop");
    static final Namespace DEFAULTS = new Namespace("defaults");

    final LiveSettings settings;
    private final Map<Namespace, Snapshot> snapshots = new HashMap<>();
    private long revision;

    Followed() {
        this(Duration.ofMinutes(1), Clock.systemUTC());
    }

    Followed(Duration patience, Clock clock) {
        settings = new LiveSettings(List.of(SHOP, DEFAULTS), JsonMapper.shared(), patience, clock);
    }

    /** One change set of names and JSON values; a null value removes. */
    void change(Namespace namespace, @Nullable String... namesAndValues) {
        var entries = new ArrayList<Entry>();
        revision++;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            var name = new SettingName(String.valueOf(namesAndValues[i]));
            var value = namesAndValues[i + 1];
            entries.add(
                    value == null
                            ? new Entry.Tombstone(name, new Revision(revision), "alice", null)
                            : new Entry.Present(name, new SettingValue(value), new Revision(revision), "alice", null));
        }
        var before = snapshots.computeIfAbsent(namespace, Snapshot::empty);
        var head = new Head(new Position(new Epoch("1-00000000"), revision), new Revision(revision));
        var after = before.merge(entries, head);
        snapshots.put(namespace, after);
        settings.follower()
                .changed(before, after, entries.stream().map(Entry::name).toList());
    }

    @Override
    public void close() {
        settings.close();
    }
}
