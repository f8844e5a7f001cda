package io.sluice.setting;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a namespace at one moment. Immutable; reading takes no lock, and a newer snapshot shares all that has
 * not changed.
 */
public final class Snapshot {
    private final Namespace namespace;
    private final @Nullable Head head;
    private final EntryTrie entries;

    private Snapshot(Namespace namespace, @Nullable Head head, EntryTrie entries) {
        this.namespace = namespace;
        this.head = head;
        this.entries = entries;
    }

    /** A snapshot that holds nothing and has come nowhere yet. */
    public static Snapshot empty(Namespace namespace) {
        return new Snapshot(namespace, null, EntryTrie.EMPTY);
    }

    public Namespace namespace() {
        return namespace;
    }

    /** How far this snapshot has come; null before it has held anything. */
    public @Nullable Head head() {
        return head;
    }

    /** The number of settings, tombstones not counted. */
    public int size() {
        return entries.present();
    }

    /** The setting of that name (in normal form C); null if there is none or it was removed. Allocates nothing. */
    public Entry.@Nullable Present find(String name) {
        return entries.findPresent(name);
    }

    /** The entry of that name, which may be a tombstone; null if there never was one. */
    public @Nullable Entry entry(SettingName name) {
        return entries.find(name.text());
    }

    /** Calls the action with every entry, tombstones included, in no order. */
    public void forEach(Consumer<? super Entry> action) {
        entries.forEach(action);
    }

    /** Every entry, tombstones included, in no order, for those who cannot take all of them at once. */
    public Iterator<Entry> iterator() {
        return entries.iterator();
    }

    /**
     * Settings by name, a page at a time.
     *
     * @param prefix of the names; empty for all
     * @param after only names beyond this one; null to begin
     * @param limit how many at most
     */
    public List<Entry.Present> page(String prefix, @Nullable String after, int limit) {
        var byName = Comparator.comparing(Entry.Present::name);
        // The smallest of them without sorting all: the queue holds the page, its largest name on top.
        var page = new PriorityQueue<Entry.Present>(byName.reversed());
        entries.forEach(entry -> {
            var name = entry.name().text();
            if (entry instanceof Entry.Present setting
                    && name.startsWith(prefix)
                    && (after == null || name.compareTo(after) > 0)) {
                page.add(setting);
                if (page.size() > limit) {
                    page.remove();
                }
            }
        });
        return page.stream().sorted(byName).toList();
    }

    /**
     * All that is in this snapshot or the other one, of two of one name the higher revision, at the other's head.
     *
     * @param other a snapshot that has come somewhere
     */
    public Snapshot unite(Snapshot other) {
        return merge(other.entries(entry -> true), other.reached());
    }

    /** The entries that the other snapshot lacks, or holds older. */
    public List<Entry> missingIn(Snapshot other) {
        return entries(entry -> {
            var there = other.entry(entry.name());
            return there == null || entry.supersedes(there);
        });
    }

    /** The names whose entries here and in the other snapshot differ; those that only one of them has are among them. */
    public Set<SettingName> differences(Snapshot other) {
        var names = new HashSet<SettingName>();
        forEach(entry -> {
            var there = other.entry(entry.name());
            if (there == null || !there.revision().equals(entry.revision())) {
                names.add(entry.name());
            }
        });
        other.forEach(entry -> {
            if (entry(entry.name()) == null) {
                names.add(entry.name());
            }
        });
        return names;
    }

    private List<Entry> entries(Predicate<Entry> which) {
        var chosen = new ArrayList<Entry>();
        entries.forEach(entry -> {
            if (which.test(entry)) {
                chosen.add(entry);
            }
        });
        return chosen;
    }

    private Head reached() {
        if (head == null) {
            throw new IllegalStateException(
                    "snapshot of " + namespace + ": no head (expected: one that has come somewhere)");
        }
        return head;
    }

    /**
     * This snapshot with the entries merged in and the head moved. Entries may come in any order and repeatedly; of two
     * of one name the higher revision stays.
     */
    public Snapshot merge(Collection<? extends Entry> newer, Head reached) {
        return new Snapshot(namespace, reached, entries.merge(newer));
    }
}
