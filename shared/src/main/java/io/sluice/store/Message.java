package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import java.util.List;

/**
 * What is published for a change set.
 *
 * @param head of the namespace with the last of these changes
 * @param firstOffset of the changes, which are consecutive
 * @param entries the changes; empty when they were too large to send, and are to be read from the feed
 */
public record Message(Head head, long firstOffset, List<Entry> entries) {
    public Message {
        entries = List.copyOf(entries);
    }

    /** Whether the changes themselves are in the message. */
    public boolean isWhole() {
        return entries.size() == head.position().offset() - firstOffset + 1;
    }
}
