package io.sluice.setting;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from name to entry: a hash trie (Bagwell, "Ideal Hash Trees", 2001) whose leaves are small tables of
 * names and entries with open addressing. A million settings are three branches away, two of which stay in a processor's
 * cache; a setting costs some four references beside its content. Putting one entry copies the path to it, a few small
 * arrays whatever the size of the map. Only the newest revision of a name is kept; nothing is ever taken out.
 *
 * <p>Nodes are bare arrays, for each object more on the way is a wait for memory, and are told apart by their classes: a
 * branch is an array of {@code SLOTS} nodes, a leaf one of places, a power of two of them, each for a name and its entry.
 */
final class EntryTrie {
    private static final int BITS = 5;
    private static final int SLOTS = 1 << BITS;
    private static final int MASK = SLOTS - 1;

    /** So deep that all bits of a hash are used up; names that share one share a leaf there. */
    private static final int DEEPEST = (Integer.SIZE + BITS - 1) / BITS;

    /** Entries that a leaf holds before it becomes a branch. */
    private static final int LARGEST_LEAF = 48;

    /** A leaf has a free place, at which looking for a name ends. */
    private static final Object[] NO_ENTRIES = new Object[2];

    static final EntryTrie EMPTY = new EntryTrie(NO_ENTRIES, 0, 0);

    private final Object[] root;
    private final int size;
    private final int present;

    private EntryTrie(Object[] root, int size, int present) {
        this.root = root;
        this.size = size;
        this.present = present;
    }

    /** All entries, tombstones included. */
    int size() {
        return size;
    }

    /** The entries that are no tombstones. */
    int present() {
        return present;
    }

    @Nullable
    Entry find(String name) {
        return (Entry) look(name);
    }

    /** The entry of that name if it is no tombstone. */
    Entry.@Nullable Present findPresent(String name) {
        return look(name) instanceof Entry.Present setting ? setting : null;
    }

    private @Nullable Object look(String name) {
        int hash = hash(name);
        var node = root;
        while (isBranch(node)) {
            node = ((Object[][]) node)[hash & MASK];
            hash >>>= BITS;
        }
        return node[place(node, hash, name) + 1];
    }

    /** This map with the entry in it, or this map itself if it holds the name at that revision or a higher one. */
    EntryTrie merge(Entry entry) {
        var held = find(entry.name().text());
        if (held != null && !entry.supersedes(held)) {
            return this;
        }
        return new EntryTrie(
                put(root, 0, hash(entry.name().text()), entry),
                held == null ? size + 1 : size,
                present + count(entry) - (held == null ? 0 : count(held)));
    }

    /**
     * This map with the entries in it, of two of one name the higher revision, or this map itself if it has all of them. Each
     * node on the way is copied once, however many of them it takes.
     */
    EntryTrie merge(Collection<? extends Entry> entries) {
        if (entries.size() < 2) {
            return entries.isEmpty() ? this : merge(entries.iterator().next());
        }
        var merging = new Merging(entries);
        var merged = merging.into(root, 0, 0, entries.size());
        return merging.changed == 0
                ? this
                : new EntryTrie(merged, size + merging.added, present + merging.addedPresent);
    }

    /** Many entries on their way into a map. */
    private static final class Merging {
        private final Entry[] entries;
        private final int[] hashes;
        private final Entry[] sorted;
        private final int[] sortedHashes;
        private int changed;
        private int added;
        private int addedPresent;

        Merging(Collection<? extends Entry> entries) {
            this.entries = entries.toArray(Entry[]::new);
            hashes = new int[this.entries.length];
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = hash(this.entries[i].name().text());
            }
            sorted = new Entry[hashes.length];
            sortedHashes = new int[hashes.length];
        }

        /** The node with those entries in it, of whose hashes only what is left at that depth counts. */
        Object[] into(Object[] node, int depth, int from, int to) {
            if (isBranch(node)) {
                return intoBranch((Object[][]) node.clone(), depth, from, to);
            }
            int held = held(node);
            int fresh = 0;
            for (int i = from; i < to; i++) {
                fresh += node[place(node, hashes[i], entries[i].name().text())] == null ? 1 : 0;
            }
            if (held + fresh > LARGEST_LEAF && depth < DEEPEST) {
                return intoBranch(branch(node, depth), depth, from, to);
            }
            var leaf = node.clone();
            while (isTight(leaf, held + fresh)) {
                leaf = larger(leaf, depth);
            }
            for (int i = from; i < to; i++) {
                put(leaf, hashes[i], entries[i]);
            }
            return leaf;
        }

        private Object[] intoBranch(Object[][] branch, int depth, int from, int to) {
            var ends = sort(from, to);
            int begin = from;
            for (int slot = 0; slot < SLOTS; slot++) {
                if (ends[slot] > begin) {
                    branch[slot] = into(branch[slot], depth + 1, begin, ends[slot]);
                }
                begin = ends[slot];
            }
            return branch;
        }

        /** Sorts them by slot, those of one slot in their order, takes the slot off their hashes, and says where each ends. */
        private int[] sort(int from, int to) {
            var ends = new int[SLOTS];
            for (int i = from; i < to; i++) {
                ends[hashes[i] & MASK]++;
            }
            int end = from;
            for (int slot = 0; slot < SLOTS; slot++) {
                end += ends[slot];
                ends[slot] = end;
            }
            for (int i = to - 1; i >= from; i--) {
                int at = --ends[hashes[i] & MASK];
                sorted[at] = entries[i];
                sortedHashes[at] = hashes[i] >>> BITS;
            }
            System.arraycopy(sorted, from, entries, from, to - from);
            System.arraycopy(sortedHashes, from, hashes, from, to - from);
            // What has been counted down stands at the beginnings.
            System.arraycopy(ends, 1, ends, 0, SLOTS - 1);
            ends[SLOTS - 1] = to;
            return ends;
        }

        private void put(Object[] leaf, int hash, Entry entry) {
            int place = place(leaf, hash, entry.name().text());
            var held = (Entry) leaf[place + 1];
            if (held != null && !entry.supersedes(held)) {
                return;
            }
            leaf[place] = entry.name().text();
            leaf[place + 1] = entry;
            changed++;
            added += held == null ? 1 : 0;
            addedPresent += count(entry) - (held == null ? 0 : count(held));
        }
    }

    void forEach(Consumer<? super Entry> action) {
        forEach(root, action);
    }

    /** All entries, tombstones included, in no order; whoever asks decides how fast, and holds a few references meanwhile. */
    Iterator<Entry> iterator() {
        return new Walk(root);
    }

    private static final class Walk implements Iterator<Entry> {
        private final Object[][] levels = new Object[DEEPEST + 1][];
        private final int[] next = new int[levels.length];
        private int depth;

        Walk(Object[] root) {
            levels[0] = root;
            descend();
        }

        @Override
        public boolean hasNext() {
            return depth >= 0;
        }

        @Override
        public Entry next() {
            if (depth < 0) {
                throw new NoSuchElementException("entries: no more");
            }
            var entry = (Entry) levels[depth][next[depth] + 1];
            next[depth] += 2;
            descend();
            return entry;
        }

        /** Goes on to where the next entry is; {@code depth} is negative if there is none. */
        private void descend() {
            while (depth >= 0) {
                var node = levels[depth];
                if (next[depth] == node.length) {
                    depth--;
                } else if (isBranch(node)) {
                    var child = (Object[]) node[next[depth]++];
                    depth++;
                    levels[depth] = child;
                    next[depth] = 0;
                } else if (node[next[depth]] != null) {
                    return;
                } else {
                    next[depth] += 2;
                }
            }
        }
    }

    /** The node with the entry in it; {@code hash} is what is left of it at that depth. */
    private static Object[] put(Object[] node, int depth, int hash, Entry entry) {
        if (isBranch(node)) {
            var copy = (Object[][]) node.clone();
            int slot = hash & MASK;
            copy[slot] = put(copy[slot], depth + 1, hash >>> BITS, entry);
            return copy;
        }
        int place = place(node, hash, entry.name().text());
        if (node[place] == null) {
            int entries = held(node) + 1;
            if (entries > LARGEST_LEAF && depth < DEEPEST) {
                return put(branch(node, depth), depth, hash, entry);
            }
            if (isTight(node, entries)) {
                return put(larger(node, depth), depth, hash, entry);
            }
        }
        var copy = node.clone();
        copy[place] = entry.name().text();
        copy[place + 1] = entry;
        return copy;
    }

    private static int held(Object[] leaf) {
        int held = 0;
        for (int at = 0; at < leaf.length; at += 2) {
            held += leaf[at] == null ? 0 : 1;
        }
        return held;
    }

    /** So many entries would leave too few places free. */
    private static boolean isTight(Object[] leaf, int entries) {
        return 8 * entries > 3 * leaf.length;
    }

    private static Object[] larger(Object[] leaf, int depth) {
        var larger = new Object[2 * leaf.length];
        for (int at = 0; at < leaf.length; at += 2) {
            if (leaf[at] instanceof String name) {
                int place = place(larger, rest(hash(name), depth), name);
                larger[place] = name;
                larger[place + 1] = leaf[at + 1];
            }
        }
        return larger;
    }

    private static Object[][] branch(Object[] leaf, int depth) {
        var branch = new Object[SLOTS][];
        Arrays.fill(branch, NO_ENTRIES);
        for (int at = 0; at < leaf.length; at += 2) {
            if (leaf[at] instanceof String name) {
                int hash = rest(hash(name), depth);
                int slot = hash & MASK;
                branch[slot] = put(branch[slot], depth + 1, hash >>> BITS, (Entry) leaf[at + 1]);
            }
        }
        return branch;
    }

    /** Compares classes: {@code instanceof} costs a wait more, and for some arrays many times as much. */
    private static boolean isBranch(Object[] node) {
        return node.getClass() == Object[][].class;
    }

    /** Where the name is in a leaf, or the free place where it would be; its entry is behind it. */
    private static int place(Object[] leaf, int hash, String name) {
        int mask = leaf.length - 1;
        int place = 2 * hash & mask;
        while (leaf[place] != null && !name.equals(leaf[place])) {
            place = place + 2 & mask;
        }
        return place;
    }

    private static void forEach(Object[] node, Consumer<? super Entry> action) {
        if (isBranch(node)) {
            for (var child : (Object[][]) node) {
                forEach(child, action);
            }
        } else {
            for (int at = 1; at < node.length; at += 2) {
                if (node[at] != null) {
                    action.accept((Entry) node[at]);
                }
            }
        }
    }

    private static int count(Entry entry) {
        return entry instanceof Entry.Present ? 1 : 0;
    }

    /** What is left of a hash at that depth. */
    private static int rest(int hash, int depth) {
        return depth < DEEPEST ? hash >>> (BITS * depth) : 0;
    }

    /** The low bits are used first; all bits of the string's hash go into them. */
    private static int hash(String name) {
        int hash = name.hashCode() * 0x9E3779B9;
        return hash ^ (hash >>> 16);
    }
}
