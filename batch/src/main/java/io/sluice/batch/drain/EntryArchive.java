package io.sluice.batch.drain;

import io.sluice.batch.archive.Acknowledgement;
import io.sluice.batch.archive.DatabaseErrors;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.Failures;
import io.sluice.setting.Entry;
import io.sluice.store.Backlog;
import io.sluice.store.Quarantine;
import io.sluice.store.Quarantine.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Archives pages, each in one transaction, and acknowledges them after the commit. A page that the archive refuses is
 * halved again and again, until only the entries are left that it refuses each for itself: those go into quarantine, and
 * no other is delayed by them. Where the archive takes nothing at all, the run fails, and no entry is to blame. Thread-safe.
 */
final class EntryArchive {
    private static final Logger LOG = LoggerFactory.getLogger(EntryArchive.class);

    /** So many refused and none accepted is no matter of entries. */
    private static final int NONE_OF = 100;

    private final SettingTable table;
    private final Transactions transactions;
    private final Backlog backlog;
    private final Quarantine quarantine;
    private final ArchiveSpans spans;

    EntryArchive(
            SettingTable table, Transactions transactions, Backlog backlog, Quarantine quarantine, ArchiveSpans spans) {
        this.spans = spans;
        this.table = table;
        this.transactions = transactions;
        this.backlog = backlog;
        this.quarantine = quarantine;
    }

    /**
     * What became of the entries of a page.
     *
     * @param written are archived at the revision that was read
     * @param superseded had a higher revision in the archive
     * @param quarantined were refused
     */
    record Outcome(int written, int superseded, int quarantined) {}

    /**
     * Archives a page, as far as the archive takes it.
     *
     * @throws DataAccessException if the database is away for long, or takes nothing
     * @throws io.sluice.batch.archive.NotAcknowledgedException if Redis cannot be told
     */
    Outcome store(DirtyEntries page) {
        var halving = new Halving(page);
        try {
            halving.store(page.entries());
        } catch (DataAccessException e) {
            if (!DatabaseErrors.refuses(e)) {
                throw e;
            }
            requireThatItTakesAnything(e);
            // Halves end between two change sets where they can.
            halving.halve(
                    page.entries().stream()
                            .sorted(Comparator.comparing(Entry::revision))
                            .toList(),
                    e);
        }
        halving.quarantine();
        return new Outcome(halving.written, halving.superseded, halving.refused.size());
    }

    private void requireThatItTakesAnything(DataAccessException failure) {
        try {
            transactions.tryOut(table::mergeProbe);
        } catch (DataAccessException e) {
            e.addSuppressed(failure);
            throw e;
        }
    }

    /** One page, while it is taken apart. */
    private final class Halving {
        private final DirtyEntries page;
        private final Instant began = spans.now();
        private final List<Refused> refused = new ArrayList<>();
        private int written;
        private int superseded;

        Halving(DirtyEntries page) {
            this.page = page;
        }

        void store(List<Entry> entries) {
            var namespace = page.namespace();
            var merged = transactions.carryOut(() -> table.merge(namespace, entries));
            var archived = entries.stream().collect(Collectors.toMap(Entry::name, Entry::revision));
            Acknowledgement.of(
                    "%d entries of namespace %s".formatted(archived.size(), namespace),
                    () -> backlog.acknowledge(namespace, archived));
            written += merged.written();
            superseded += merged.superseded();
            spans.archived(page, entries, began);
        }

        /** Entries that were refused together. */
        void halve(List<Entry> entries, DataAccessException refusal) {
            if (entries.size() == 1) {
                refuse(entries.get(0), refusal);
                return;
            }
            int middle = middle(entries);
            for (var half : List.of(entries.subList(0, middle), entries.subList(middle, entries.size()))) {
                try {
                    store(half);
                } catch (DataAccessException e) {
                    if (!DatabaseErrors.refuses(e)) {
                        throw e;
                    }
                    halve(half, e);
                }
            }
        }

        private void refuse(Entry entry, DataAccessException refusal) {
            var error = DatabaseErrors.find(refusal);
            refused.add(new Refused(
                    entry.name(),
                    entry.revision(),
                    error == null ? null : error.getSQLState(),
                    error == null ? Failures.causes(refusal) : String.valueOf(error.getMessage())));
            if (refused.size() >= NONE_OF && written + superseded == 0) {
                throw refusal;
            }
        }

        void quarantine() {
            if (!refused.isEmpty()) {
                quarantine.put(page.namespace(), refused);
                LOG.warn(
                        "namespace {}: {} in quarantine, the first is {}: {}",
                        page.namespace(),
                        refused.size(),
                        refused.get(0).name(),
                        refused.get(0).error());
            }
        }
    }

    /** Behind the middle, where the change set there ends; the middle itself if that is the end of all. */
    private static int middle(List<Entry> entries) {
        int half = entries.size() / 2;
        int at = half;
        while (at < entries.size()
                && entries.get(at).revision().equals(entries.get(at - 1).revision())) {
            at++;
        }
        return at < entries.size() ? at : half;
    }
}
