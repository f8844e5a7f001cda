package io.sluice.batch.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.servers.Deadline;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Writes to a namespace, and notes what it was answered. */
final class Acknowledged {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final BatchNode node;
    private final Namespace namespace;
    private final TreeMap<String, Long> revisions = new TreeMap<>();
    private long newest;

    Acknowledged(BatchNode node, Namespace namespace) {
        this.node = node;
        this.namespace = namespace;
    }

    /** Name to revision of the last write of each. */
    Map<String, Long> revisions() {
        return Map.copyOf(revisions);
    }

    /** Some that are archived, some of those that have changed since, and one that is new since. */
    void writeArchivedAndNewer() {
        putAll("1", "kept", "changed", "removed");
        node.drain(namespace);
        putAll("2", "changed", "new");
        remove("removed");
    }

    void put(String name, String json) {
        putAll(json, name);
    }

    /** As one change set. */
    void putAll(String json, String... names) {
        write(Stream.of(names)
                .map(name -> new Change.Put(new SettingName(name), new SettingValue(json)))
                .toArray(Change[]::new));
    }

    void remove(String name) {
        write(new Change.Remove(new SettingName(name)));
    }

    private void write(Change... changes) {
        long revision = written(changes);
        assertThat(revision).as("revision").isGreaterThan(newest);
        newest = revision;
        for (var change : changes) {
            revisions.put(change.name().text(), revision);
        }
    }

    /** As soon as Redis takes it. */
    private long written(Change... changes) {
        var revision = new AtomicLong();
        Deadline.await("written", SOON, () -> {
            try {
                revision.set(node.write(namespace, changes).micros());
                return true;
            } catch (StoreException e) {
                return false;
            }
        });
        return revision.get();
    }
}
