package io.sluice.batch.verify;

import io.sluice.setting.Namespace;
import io.sluice.store.Inspection;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

/** Reads what Redis holds, namespace by namespace and page by page. For one run. */
final class HashReader implements ItemReader<HashPage> {
    private final Inspection inspection;
    private final RedisPatience redis;
    private final StepExecution step;
    private final Queue<Namespace> ahead;
    private @Nullable Namespace namespace;
    private @Nullable String cursor;

    HashReader(Inspection inspection, RedisPatience redis, List<Namespace> namespaces, StepExecution step) {
        this.inspection = inspection;
        this.redis = redis;
        this.step = step;
        this.ahead = new ArrayDeque<>(namespaces);
    }

    @Override
    public @Nullable HashPage read() {
        while (true) {
            if (cursor == null) {
                namespace = ahead.poll();
            }
            var current = namespace;
            if (current == null) {
                return null;
            }
            var page = redis.ask(() -> inspection.page(current, cursor));
            cursor = page.next();
            var read = new HashPage(current, page);
            if (read.size() > 0) {
                // Batch counts this page as one item; the record of the run counts entries.
                step.setReadCount(step.getReadCount() + read.size() - 1);
                return read;
            }
        }
    }
}
