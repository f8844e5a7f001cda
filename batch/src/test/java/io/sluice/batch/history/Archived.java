package io.sluice.batch.history;

import io.sluice.batch.BatchNode;
import io.sluice.batch.archive.Columns;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Puts rows into the archive, as drains would have. */
final class Archived {
    private final BatchNode node;
    private final Namespace namespace;
    private long sequence;

    Archived(BatchNode node, Namespace namespace) {
        this.node = node;
        this.namespace = namespace;
    }

    /** Numbers the changes that follow from there on. */
    Archived sequence(long last) {
        sequence = last;
        return this;
    }

    /**
     * A change.
     *
     * @param value null if it removed the setting
     * @param oldRevision null if nothing was there
     */
    Archived change(
            long revision, String name, @Nullable String value, @Nullable Long oldRevision, @Nullable String old) {
        return change(revision, name, value, oldRevision, old, "alice");
    }

    Archived change(
            long revision,
            String name,
            @Nullable String value,
            @Nullable Long oldRevision,
            @Nullable String old,
            String author) {
        node.jdbc()
                .update(
                        "INSERT INTO setting_history (namespace, revision, sequence, name, kind, old_value, old_revision,"
                                + " new_value, author, reason, request_id, changed_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'of the change', 'r', ?)",
                        Columns.bytes(namespace),
                        revision,
                        ++sequence,
                        name.getBytes(StandardCharsets.UTF_8),
                        value == null ? "tombstone" : "present",
                        old,
                        oldRevision,
                        value,
                        author,
                        Columns.changedAt(new Revision(revision)));
        return this;
    }

    /**
     * The entry that is archived now.
     *
     * @param value null for a tombstone
     */
    Archived entry(long revision, String name, @Nullable String value) {
        node.jdbc()
                .update(
                        "REPLACE INTO setting VALUES (?, ?, ?, ?, 'bob', 'of the entry', ?, UTC_TIMESTAMP(6), ?)",
                        Columns.bytes(namespace),
                        name.getBytes(StandardCharsets.UTF_8),
                        value,
                        value == null ? "tombstone" : "present",
                        Columns.changedAt(new Revision(revision)),
                        revision);
        return this;
    }
}
