package io.sluice.batch.verify;

import io.sluice.batch.archive.Columns;
import io.sluice.setting.Namespace;
import io.sluice.store.Inspection;
import io.sluice.store.Inspection.Held;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemReader;

/** Reads what Redis holds, namespace by namespace and page by page. For one run. */
final class HashReader implements ItemReader<HashPage> {
    private static final int PAGE = 1000;
    private static final long PAGE_CHARACTERS = 1024 * 1024;

    private final Inspection inspection;
    private final RedisPatience redis;
    private final StepExecution step;
    private final Supplier<Verification> verification;
    private @Nullable Queue<Namespace> ahead;
    private @Nullable Namespace namespace;
    private @Nullable String cursor;

    HashReader(Inspection inspection, RedisPatience redis, Supplier<Verification> verification, StepExecution step) {
        this.inspection = inspection;
        this.redis = redis;
        this.step = step;
        this.verification = verification;
    }

    @Override
    public @Nullable HashPage read() {
        while (advance()) {
            var page = page(Objects.requireNonNull(namespace, "namespace"));
            if (page.size() > 0) {
                // Batch counts this page as one item; the record of the run counts entries.
                step.setReadCount(step.getReadCount() + page.size() - 1);
                return page;
            }
        }
        return null;
    }

    private boolean advance() {
        if (ahead == null) {
            ahead = new ArrayDeque<>(verification.get().namespaces());
        }
        if (cursor == null) {
            namespace = ahead.poll();
        }
        return namespace != null;
    }

    /** As many pages of Redis as are worth a look at the archive. */
    private HashPage page(Namespace current) {
        var held = new ArrayList<Held>();
        var unreadable = new ArrayList<String>();
        long characters = 0;
        do {
            var from = cursor;
            var page = redis.ask(() -> inspection.page(current, from));
            held.addAll(page.held());
            unreadable.addAll(page.unreadable());
            characters += page.held().stream().mapToLong(HashReader::characters).sum();
            cursor = page.next();
        } while (cursor != null && held.size() < PAGE && characters < PAGE_CHARACTERS);
        return new HashPage(current, held, unreadable);
    }

    /** Of the value that Redis holds; 0 for none. */
    static long characters(Held held) {
        var value = Columns.value(held.entry());
        return value == null ? 0 : value.length();
    }
}
