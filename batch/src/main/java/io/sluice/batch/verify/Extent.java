package io.sluice.batch.verify;

import io.sluice.batch.archive.Columns;
import io.sluice.batch.run.RunScope;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import io.sluice.store.Inspection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much there is to compare. Thread-safe. */
final class Extent {
    private static final Logger LOG = LoggerFactory.getLogger(Extent.class);

    private final Backlog backlog;
    private final Inspection inspection;
    private final ArchiveTable archive;
    private final RedisPatience redis;

    Extent(Backlog backlog, Inspection inspection, ArchiveTable archive, RedisPatience redis) {
        this.backlog = backlog;
        this.inspection = inspection;
        this.archive = archive;
        this.redis = redis;
    }

    /**
     * The namespaces of a scope.
     *
     * @param namespaces that Redis or the archive knows
     * @param strayRows rows of the archive that are of no namespace
     */
    record Namespaces(List<Namespace> namespaces, long strayRows) {
        Namespaces {
            namespaces = List.copyOf(namespaces);
        }
    }

    /** The namespaces of a scope, whichever of the two knows them. */
    Namespaces of(RunScope scope) {
        if (scope.namespace() != null) {
            return new Namespaces(List.of(scope.namespace()), 0);
        }
        var all = new TreeSet<Namespace>(redis.ask(backlog::namespaces));
        long stray = 0;
        for (var key : archive.namespaces()) {
            var text = new String(key, StandardCharsets.UTF_8);
            try {
                all.add(new Namespace(text));
            } catch (InvalidInputException e) {
                long rows = archive.count(key);
                LOG.warn("table setting: {} rows of what is no namespace: {}", rows, e.getMessage());
                stray += rows;
            }
        }
        return new Namespaces(List.copyOf(all), stray);
    }

    /** How much both hold, in entries and rows. */
    long size(List<Namespace> namespaces) {
        return namespaces.stream()
                .mapToLong(namespace ->
                        redis.ask(() -> inspection.size(namespace)) + archive.count(Columns.bytes(namespace)))
                .sum();
    }
}
