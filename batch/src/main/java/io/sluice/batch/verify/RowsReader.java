package io.sluice.batch.verify;

import io.sluice.batch.archive.RowKey;
import io.sluice.setting.Namespace;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

/**
 * Reads the rows of the archive, namespace by namespace and page by page. Sluice's own settings come first: if they are
 * brought back, it is known what is secret before it is there. For one run.
 */
final class RowsReader implements ItemReader<RowsPage> {
    private static final int PAGE = 1000;
    private static final RowKey OWN = RowKey.of("$");
    private static final RowKey BEHIND_OWN = RowKey.of("%");
    private static final List<Range> RANGES =
            List.of(new Range(OWN, BEHIND_OWN), new Range(RowKey.LOWEST, OWN), new Range(BEHIND_OWN, RowKey.BEYOND));

    private final ArchiveTable archive;
    private final StepExecution step;
    private final Queue<Stretch> ahead = new ArrayDeque<>();
    private RowKey from = RowKey.LOWEST;
    private @Nullable Stretch stretch;

    RowsReader(ArchiveTable archive, List<Namespace> namespaces, StepExecution step) {
        this.archive = archive;
        this.step = step;
        namespaces.forEach(namespace -> RANGES.forEach(range -> ahead.add(new Stretch(namespace, range))));
    }

    private record Range(RowKey from, RowKey below) {}

    private record Stretch(Namespace namespace, Range range) {}

    @Override
    public @Nullable RowsPage read() {
        while (true) {
            if (stretch == null) {
                stretch = ahead.poll();
                if (stretch == null) {
                    return null;
                }
                from = stretch.range().from();
            }
            var namespace = stretch.namespace();
            var heads = archive.heads(namespace, from, stretch.range().below(), PAGE);
            if (heads.size() < PAGE) {
                stretch = null;
            } else {
                from = heads.get(heads.size() - 1).key().next();
            }
            if (!heads.isEmpty()) {
                // Batch counts this page as one item; the record of the run counts rows.
                step.setReadCount(step.getReadCount() + heads.size() - 1);
                return new RowsPage(namespace, heads);
            }
        }
    }
}
