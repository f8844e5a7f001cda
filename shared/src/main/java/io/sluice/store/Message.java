package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.TraceParent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is published for a change set.
 *
 * @param head of the namespace with the last of these changes
 * @param firstOffset of the changes, which are consecutive
 * @param entries the changes; empty when they were too large to send, and are to be read from the feed
 * @param trace the span that the write was part of; null for none
 */
public record Message(
        Head head,
        long firstOffset,
        List<Entry> entries,
        @Nullable TraceParent trace) {
    public Message {
        entries = List.copyOf(entries);
    }

    /** Of a write that was part of no trace. */
    public Message(Head head, long firstOffset, List<Entry> entries) {
        this(head, firstOffset, entries, null);
    }

    /** Whether the changes themselves are in the message. */
    public boolean isWhole() {
        return entries.size() == head.position().offset() - firstOffset + 1;
    }
}
