package io.sluice.batch.verify;

import io.sluice.batch.run.Finding;
import io.sluice.batch.verify.Copies.Pair;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.store.Inspection.Held;
import io.sluice.store.Quarantine;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

/** Compares pages of what Redis holds with the archive. For one run. */
final class HashWriter implements ItemWriter<HashPage> {
    /** So many names are kept in mind, of those in quarantine and of those found: memory is bounded, exactness is not needed. */
    private static final int MEMORY = 100_000;

    private static final int PAGE = 1000;

    private final Verification verification;
    private final Copies copies;
    private final ArchiveTable archive;
    private final Quarantine quarantine;
    private final RedisPatience redis;
    private final StepExecution step;
    private @Nullable Namespace namespace;
    private final Set<SettingName> quarantined = new HashSet<>();
    /** Redis may name a field twice while its hash shrinks. */
    private final Set<String> found = new HashSet<>();

    HashWriter(
            Verification verification,
            Copies copies,
            ArchiveTable archive,
            Quarantine quarantine,
            RedisPatience redis,
            StepExecution step) {
        this.verification = verification;
        this.copies = copies;
        this.archive = archive;
        this.quarantine = quarantine;
        this.redis = redis;
        this.step = step;
    }

    @Override
    public void write(Chunk<? extends HashPage> pages) {
        int mended = pages.getItems().stream().mapToInt(this::compare).sum();
        verification.write();
        // Batch counts these pages as items; the record of the run counts what was mended.
        step.setWriteCount(step.getWriteCount() + mended - pages.size());
    }

    private int compare(HashPage page) {
        begin(page.namespace());
        page.unreadable().stream()
                .filter(this::isNew)
                .forEach(field -> verification.unreadable(new Finding(
                        page.namespace(),
                        field,
                        Drift.UNREADABLE.word(),
                        null,
                        archived(page.namespace(), field),
                        "the field in Redis is no entry of Sluice",
                        Finding.Repair.NONE)));
        var once = new LinkedHashMap<SettingName, Held>();
        page.held().forEach(held -> once.put(held.name(), held));
        return Portions.of(List.copyOf(once.values()), HashReader::characters).stream()
                .mapToInt(portion -> compare(page.namespace(), portion))
                .sum();
    }

    private int compare(Namespace namespace, List<Held> portion) {
        var pairs = copies.glance(namespace, portion);
        long waiting = pairs.stream()
                .filter(pair -> pair.verdict() instanceof Verdict.Pending)
                .count();
        long refused = pairs.stream()
                .filter(pair -> pair.verdict() instanceof Verdict.Pending && quarantined.contains(pair.name()))
                .count();
        verification.pending(waiting - refused, refused);
        var suspects = pairs.stream().filter(Pair::isDrifted).map(Pair::name).toList();
        var drifted = copies.look(namespace, suspects).stream()
                .filter(Pair::isDrifted)
                // What Redis has lost meanwhile is found by way of the archive.
                .filter(pair -> pair.held().entry() != null)
                .filter(pair -> isNew(pair.name().text()))
                .toList();
        return verification.drifted(namespace, drifted);
    }

    private void begin(Namespace next) {
        if (next.equals(namespace)) {
            return;
        }
        namespace = next;
        found.clear();
        quarantined.clear();
        @Nullable SettingName after = null;
        List<Quarantine.Item> page;
        do {
            var from = after;
            page = redis.ask(() -> quarantine.list(next, from, PAGE));
            page.forEach(item -> quarantined.add(item.refused().name()));
            after = page.isEmpty() ? null : page.get(page.size() - 1).refused().name();
        } while (page.size() == PAGE && quarantined.size() < MEMORY);
    }

    private boolean isNew(String name) {
        return found.size() >= MEMORY || found.add(name);
    }

    private @Nullable Long archived(Namespace namespace, String field) {
        try {
            var name = new SettingName(field);
            var row = archive.rows(namespace, List.of(name)).get(name);
            return row == null || !name.text().equals(field) ? null : (Long) row.revision();
        } catch (InvalidInputException e) {
            return null;
        }
    }
}
