package io.sluice.batch.restore;

import io.sluice.batch.archive.Installation;
import io.sluice.batch.archive.RowKey;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.Damage;
import io.sluice.batch.run.Finding;
import io.sluice.batch.run.Findings;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Totals;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.Restoration;
import io.sluice.store.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

/**
 * Reads the archive namespace by namespace and page by page, between the beginning of each and its completion. Sluice's own
 * settings come first: definitions are known before the values that they are of. For one run and one thread.
 */
final class RestoreReader implements ItemReader<RestorePage> {
    private static final RowKey OWN = RowKey.of("$");
    private static final RowKey BEHIND_OWN = RowKey.of("%");
    private static final List<Range> RANGES =
            List.of(new Range(OWN, BEHIND_OWN), new Range(RowKey.LOWEST, OWN), new Range(BEHIND_OWN, RowKey.BEYOND));

    private final Places places;
    private final ArchivedSettings archive;
    private final Restoration restoration;
    private final Installation installation;
    private final Totals totals;
    private final Findings findings;
    private final Transactions transactions;
    private final Revision forgotten;
    private final RunScope scope;
    private final StepExecution step;
    private final List<String> damages = new ArrayList<>();
    private final Queue<Range> ranges = new ArrayDeque<>();
    private @Nullable Queue<Namespace> ahead;
    private @Nullable Begun begun;
    private @Nullable RowKey from;
    private boolean installing;

    RestoreReader(
            Places places,
            ArchivedSettings archive,
            Restoration restoration,
            Installation installation,
            Totals totals,
            Findings findings,
            Transactions transactions,
            Revision forgotten,
            RunScope scope,
            StepExecution step) {
        this.places = places;
        this.archive = archive;
        this.restoration = restoration;
        this.installation = installation;
        this.totals = totals;
        this.findings = findings;
        this.transactions = transactions;
        this.forgotten = forgotten;
        this.scope = scope;
        this.step = step;
    }

    private record Range(RowKey from, RowKey below) {}

    /** A namespace, and the life of it in which everything has to be offered. */
    private record Begun(Namespace namespace, String life) {}

    @Override
    public @Nullable RestorePage read() {
        if (ahead == null) {
            installation.requireNoOther();
            ahead = new ArrayDeque<>(places.of(scope));
            totals.add(
                    step.getJobExecutionId(),
                    ahead.stream()
                            .mapToLong(namespace -> archive.count(namespace, forgotten))
                            .sum());
            installing = scope.namespace() == null;
            if (installing) {
                restoration.rewriteFile();
            }
        }
        var page = next(ahead);
        if (page != null) {
            // Batch counts each page as one item; the record of the run counts entries.
            step.setReadCount(step.getReadCount() + (page instanceof RestorePage.Offer offer ? size(offer) : 0) - 1);
        }
        return page;
    }

    private @Nullable RestorePage next(Queue<Namespace> ahead) {
        while (true) {
            if (begun == null) {
                var namespace = ahead.poll();
                if (namespace == null) {
                    if (!damages.isEmpty()) {
                        throw new IllegalStateException(String.join("; ", damages));
                    }
                    var last = installing ? new RestorePage.Installing() : null;
                    installing = false;
                    return last;
                }
                begun = begin(namespace);
                if (begun == null) {
                    continue;
                }
                ranges.addAll(RANGES);
            }
            var current = begun;
            var range = ranges.peek();
            if (range == null) {
                begun = null;
                return new RestorePage.Completion(current.namespace(), current.life());
            }
            var page = archive.page(current.namespace(), from == null ? range.from() : from, range.below(), forgotten);
            tell(page.faults());
            from = page.next();
            if (from == null) {
                ranges.remove();
            }
            if (!page.entries().isEmpty()) {
                return new RestorePage.Offer(current.namespace(), page.entries());
            }
        }
    }

    /** Null for a damaged one, which holds up no other. */
    private @Nullable Begun begin(Namespace namespace) {
        restoration.register(namespace);
        try {
            return new Begun(namespace, restoration.begin(namespace));
        } catch (StoreException e) {
            damages.add(Damage.of(namespace, e));
            return null;
        }
    }

    private void tell(List<Finding> faults) {
        if (!faults.isEmpty()) {
            findings.add(faults);
            findings.flush(work -> transactions.carryOut(() -> {
                work.run();
                return work;
            }));
        }
    }

    private static int size(RestorePage.Offer offer) {
        return offer.entries().size();
    }
}
