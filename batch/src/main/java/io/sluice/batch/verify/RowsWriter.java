package io.sluice.batch.verify;

import io.sluice.batch.run.Finding;
import io.sluice.batch.verify.ArchiveTable.Head;
import io.sluice.batch.verify.Copies.Pair;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.store.Inspection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

/** Looks for what the archive holds and Redis lacks, by pages of the archive. For one run. */
final class RowsWriter implements ItemWriter<RowsPage> {
    private final Verification verification;
    private final Copies copies;
    private final Inspection inspection;
    private final RedisPatience redis;
    private final StepExecution step;

    RowsWriter(
            Verification verification, Copies copies, Inspection inspection, RedisPatience redis, StepExecution step) {
        this.verification = verification;
        this.copies = copies;
        this.inspection = inspection;
        this.redis = redis;
        this.step = step;
    }

    @Override
    public void write(Chunk<? extends RowsPage> pages) {
        int mended = pages.getItems().stream().mapToInt(this::compare).sum();
        verification.write();
        // Batch counts these pages as items; the record of the run counts what was mended.
        step.setWriteCount(step.getWriteCount() + mended - pages.size());
    }

    private int compare(RowsPage page) {
        page.heads().stream()
                .filter(head -> head.name() == null)
                .forEach(head -> verification.unreadable(unreadable(page.namespace(), head)));
        var comparison = copies.comparison();
        var expected = page.heads().stream()
                .filter(head -> head.name() != null && !comparison.isForgotten(head.kind(), head.revision()))
                .toList();
        var absent =
                absent(page.namespace(), expected.stream().map(RowsWriter::name).toList());
        var suspects =
                expected.stream().filter(head -> absent.contains(name(head))).toList();
        return Portions.of(suspects, Head::bytes).stream()
                .mapToInt(portion -> compare(page.namespace(), portion))
                .sum();
    }

    private int compare(Namespace namespace, List<Head> portion) {
        return verification.drifted(
                namespace,
                copies.look(namespace, portion.stream().map(RowsWriter::name).toList()).stream()
                        .filter(Pair::isDrifted)
                        .toList());
    }

    private Set<SettingName> absent(Namespace namespace, List<SettingName> names) {
        return names.isEmpty() ? Set.of() : new HashSet<>(redis.ask(() -> inspection.absent(namespace, names)));
    }

    private static SettingName name(Head head) {
        return Objects.requireNonNull(head.name(), "name");
    }

    private static Finding unreadable(Namespace namespace, Head head) {
        return new Finding(
                namespace,
                head.key().toString(),
                Drift.UNREADABLE.word(),
                null,
                head.revision(),
                "the key of the row in the archive is no name of a setting",
                Finding.Repair.NONE);
    }
}
