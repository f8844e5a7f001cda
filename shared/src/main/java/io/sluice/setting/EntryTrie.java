package io.sluice.setting;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from name to entry: a hash array mapped trie (Bagwell, "Ideal Hash Trees", 2001) whose leaves are
 * the entries themselves, so that a setting costs one reference beside its content. Putting one entry copies the path
 * to it, at most seven small arrays, whatever the size of the map. Only the newest revision of a name is kept.
 */
final class EntryTrie {
    static final EntryTrie EMPTY = new EntryTrie(new Branch(0, new Object[0]), 0, 0);

    private static final int BITS = 5;
    private static final int MASK = (1 << BITS) - 1;
    private static final int HASH_BITS = 32;

    private final Branch root;
    private final int size;
    private final int present;

    private EntryTrie(Branch root, int size, int present) {
        this.root = root;
        this.size = size;
        this.present = present;
    }

    /** Slots are entries, deeper branches, or, where all bits of a hash are used up, an array of entries that share it. */
    private static final class Branch {
        private final int bitmap;
        private final Object[] slots;

        Branch(int bitmap, Object[] slots) {
            this.bitmap = bitmap;
            this.slots = slots;
        }

        int index(int bit) {
            return Integer.bitCount(bitmap & (bit - 1));
        }

        Branch with(int index, Object slot) {
            var copy = slots.clone();
            copy[index] = slot;
            return new Branch(bitmap, copy);
        }

        Branch inserted(int bit, Object slot) {
            int index = index(bit);
            var copy = new Object[slots.length + 1];
            System.arraycopy(slots, 0, copy, 0, index);
            copy[index] = slot;
            System.arraycopy(slots, index, copy, index + 1, slots.length - index);
            return new Branch(bitmap | bit, copy);
        }
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
        var branch = root;
        while (true) {
            int bit = 1 << (hash & MASK);
            if ((branch.bitmap & bit) == 0) {
                return null;
            }
            var slot = branch.slots[branch.index(bit)];
            if (slot instanceof Entry entry) {
                return entry.name().text().equals(name) ? entry : null;
            }
            if (slot instanceof Entry[] colliding) {
                return find(colliding, name);
            }
            branch = (Branch) slot;
            hash >>>= BITS;
        }
    }

    /** This map with the entry in it, or this map itself if it holds the name at that revision or a higher one. */
    EntryTrie merge(Entry entry) {
        var held = find(entry.name().text());
        if (held != null && !entry.supersedes(held)) {
            return this;
        }
        int hash = hash(entry.name().text());
        return new EntryTrie(
                put(root, hash, 0, entry),
                held == null ? size + 1 : size,
                present + count(entry) - (held == null ? 0 : count(held)));
    }

    void forEach(Consumer<? super Entry> action) {
        forEach(root.slots, action);
    }

    /** All entries, tombstones included, in no order; whoever asks decides how fast, and holds a few references meanwhile. */
    Iterator<Entry> iterator() {
        return new Walk(root.slots);
    }

    private static final class Walk implements Iterator<Entry> {
        // A level for each of the bits' groups, and one for entries that share a hash.
        private final Object[][] levels = new Object[(HASH_BITS + BITS - 1) / BITS + 1][];
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
                if (slot instanceof Entry) {
                    return;
                }
                next[depth]++;
                depth++;
                levels[depth] = slot instanceof Branch branch ? branch.slots : (Object[]) slot;
                next[depth] = 0;
            }
        }
    }

    private static Branch put(Branch branch, int hash, int shift, Entry entry) {
        int bit = 1 << ((hash >>> shift) & MASK);
        if ((branch.bitmap & bit) == 0) {
            return branch.inserted(bit, entry);
        }
        int index = branch.index(bit);
        return branch.with(index, combined(branch.slots[index], hash, shift + BITS, entry));
    }

    /** What takes a slot's place when the entry goes there too; {@code shift} counts the bits that led below the slot. */
    private static Object combined(Object slot, int hash, int shift, Entry entry) {
        if (slot instanceof Branch deeper) {
            return put(deeper, hash, shift, entry);
        }
        if (slot instanceof Entry[] colliding) {
            return added(colliding, entry);
        }
        var other = (Entry) slot;
        if (other.name().equals(entry.name())) {
            return entry;
        }
        if (shift >= HASH_BITS) {
            return new Entry[] {other, entry};
        }
        int otherHash = hash(other.name().text());
        var split = new Branch(1 << ((otherHash >>> shift) & MASK), new Object[] {other});
        return put(split, hash, shift, entry);
    }

    private static Entry[] added(Entry[] colliding, Entry entry) {
        for (int i = 0; i < colliding.length; i++) {
            if (colliding[i].name().equals(entry.name())) {
                var copy = colliding.clone();
                copy[i] = entry;
                return copy;
            }
        }
        var copy = Arrays.copyOf(colliding, colliding.length + 1);
        copy[colliding.length] = entry;
        return copy;
    }

    private static @Nullable Entry find(Entry[] colliding, String name) {
        for (var entry : colliding) {
            if (entry.name().text().equals(name)) {
                return entry;
            }
        }
        return null;
    }

    private static void forEach(Object[] slots, Consumer<? super Entry> action) {
        for (var slot : slots) {
            if (slot instanceof Entry entry) {
                action.accept(entry);
            } else if (slot instanceof Branch branch) {
                forEach(branch.slots, action);
            } else {
                forEach((Object[]) slot, action);
            }
        }
    }

    private static int count(Entry entry) {
        return entry instanceof Entry.Present ? 1 : 0;
    }

    /** String hashes differ mostly in their low bits, which are used first; the high ones are folded in. */
    private static int hash(String name) {
        int hash = name.hashCode();
        return hash ^ (hash >>> 16);
    }
}
