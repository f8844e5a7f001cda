package io.sluice.setting;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from name to entry: a hash trie (Bagwell, "Ideal Hash Trees", 2001) whose leaves are small tables of
 * entries with open addressing. A million settings are three branches away, two of which stay in a processor's cache; a
 * setting costs some three references beside its content. Putting one entry copies the path to it, a few small arrays
 * whatever the size of the map. Only the newest revision of a name is kept; nothing is ever taken out.
 */
final class EntryTrie {
    private static final int BITS = 5;
    private static final int SLOTS = 1 << BITS;
    private static final int MASK = SLOTS - 1;

    /** So deep that all bits of a hash are used up; names that share one share a leaf there. */
    private static final int DEEPEST = (Integer.SIZE + BITS - 1) / BITS;

    /** Entries that a leaf holds before it becomes a branch. */
    private static final int LARGEST_LEAF = 48;

    /** A table has a free slot, at which looking for a name ends. */
    private static final Entry[] NO_ENTRIES = new Entry[1];

    static final EntryTrie EMPTY = new EntryTrie(NO_ENTRIES, 0, 0);

    /** A leaf, which is an array of entries and a power of two long; or a branch, an array of {@code SLOTS} nodes. */
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
        int hash = hash(name);
        var node = root;
        while (!isLeaf(node)) {
            node = (Object[]) node[hash & MASK];
            hash >>>= BITS;
        }
        var leaf = (Entry[]) node;
        return leaf[place(leaf, hash, name)];
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
            var entry = (Entry) levels[depth][next[depth]++];
            descend();
            return entry;
        }

        /** Goes on to where the next entry is; {@code depth} is negative if there is none. */
        private void descend() {
            while (depth >= 0) {
                if (next[depth] == levels[depth].length) {
                    depth--;
                    continue;
                }
                var slot = levels[depth][next[depth]];
                if (slot != null && isLeaf(levels[depth])) {
                    return;
                }
                next[depth]++;
                if (slot != null) {
                    depth++;
                    levels[depth] = (Object[]) slot;
                    next[depth] = 0;
                }
            }
        }
    }

    /** The node with the entry in it; {@code hash} is what is left of it at that depth. */
    private static Object[] put(Object[] node, int depth, int hash, Entry entry) {
        if (isLeaf(node)) {
            return put((Entry[]) node, depth, hash, entry);
        }
        var copy = node.clone();
        int slot = hash & MASK;
        copy[slot] = put((Object[]) node[slot], depth + 1, hash >>> BITS, entry);
        return copy;
    }

    private static Object[] put(Entry[] leaf, int depth, int hash, Entry entry) {
        int place = place(leaf, hash, entry.name().text());
        if (leaf[place] == null) {
            int entries = 1;
            for (var other : leaf) {
                entries += other == null ? 0 : 1;
            }
            if (entries > LARGEST_LEAF && depth < DEEPEST) {
                return put(branch(leaf, depth), depth, hash, entry);
            }
            if (4 * entries > 3 * leaf.length) {
                return put(larger(leaf, depth), depth, hash, entry);
            }
        }
        var copy = leaf.clone();
        copy[place] = entry;
        return copy;
    }

    private static Entry[] larger(Entry[] leaf, int depth) {
        var larger = new Entry[2 * leaf.length];
        for (var entry : leaf) {
            if (entry != null) {
                larger[place(larger, hash(entry, depth), entry.name().text())] = entry;
            }
        }
        return larger;
    }

    private static Object[] branch(Entry[] leaf, int depth) {
        var branch = new Object[SLOTS];
        Arrays.fill(branch, NO_ENTRIES);
        for (var entry : leaf) {
            if (entry != null) {
                int hash = hash(entry, depth);
                int slot = hash & MASK;
                branch[slot] = put((Object[]) branch[slot], depth + 1, hash >>> BITS, entry);
            }
        }
        return branch;
    }

    /** Compares classes: {@code instanceof} an array of an interface is many times slower where the answer is no. */
    private static boolean isLeaf(Object[] node) {
        return node.getClass() == Entry[].class;
    }

    /** Where the name is in a leaf, or the free slot where it would be. */
    private static int place(Entry[] leaf, int hash, String name) {
        int mask = leaf.length - 1;
        int place = hash & mask;
        while (leaf[place] != null && !leaf[place].name().text().equals(name)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private static void forEach(Object[] node, Consumer<? super Entry> action) {
        if (isLeaf(node)) {
            for (var entry : (Entry[]) node) {
                if (entry != null) {
                    action.accept(entry);
                }
            }
        } else {
            for (var child : node) {
                forEach((Object[]) child, action);
            }
        }
    }

    private static int count(Entry entry) {
        return entry instanceof Entry.Present ? 1 : 0;
    }

    /** What is left of an entry's hash at that depth. */
    private static int hash(Entry entry, int depth) {
        return depth < DEEPEST ? hash(entry.name().text()) >>> (BITS * depth) : 0;
    }

    /** The low bits are used first; all bits of the string's hash go into them. */
    private static int hash(String name) {
        int hash = name.hashCode() * 0x9E3779B9;
        return hash ^ (hash >>> 16);
    }
}
