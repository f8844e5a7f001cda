package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.TraceParent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.script.RedisScript;

/** {@code backlog.lua}, {@code peek.lua}, {@code acknowledge.lua}, {@code onward.lua} and {@code forget.lua}. */
final class RedisBacklog implements Backlog {
    private static final Logger LOG = LoggerFactory.getLogger(RedisBacklog.class);
    private static final RedisScript<List<?>> STATE = RedisCalls.script("backlog");
    private static final RedisScript<List<?>> PEEK = RedisCalls.script("peek");
    private static final RedisScript<Long> ACKNOWLEDGE = RedisCalls.counting("acknowledge");
    private static final RedisScript<List<?>> ONWARD = RedisCalls.script("onward");
    private static final RedisScript<Long> FORGET = RedisCalls.counting("forget");
    private static final int RECORD = 5;
    private static final String PAGE_ENTRIES = "1000";
    private static final String PAGE_BYTES = Integer.toString(4 * 1024 * 1024);

    private final RedisCalls redis;
    private final RedisNamespaces namespaces;

    RedisBacklog(RedisCalls redis, RedisNamespaces namespaces) {
        this.redis = redis;
        this.namespaces = namespaces;
    }

    @Override
    public Set<Namespace> namespaces() {
        return namespaces.all();
    }

    @Override
    public BacklogState state(Namespace namespace) {
        var answer = redis.strings(STATE, new Keys(namespace).forBacklog(), List.of());
        return new BacklogState(
                Long.parseLong(answer.get(0)),
                Long.parseLong(answer.get(1)),
                answer.get(2).isEmpty() ? null : Revision.parse(answer.get(2)),
                Long.parseLong(answer.get(3)),
                Long.parseLong(answer.get(4)));
    }

    @Override
    public DirtyPage peek(Namespace namespace) {
        return page(namespace, "0", "");
    }

    @Override
    public DirtyPage next(Namespace namespace, DirtyPage page) {
        if (page.cursor() == null) {
            throw new IllegalArgumentException("page: the last one (expected: one with a cursor)");
        }
        return page(namespace, page.cursor().toString(), Long.toString(page.bound()));
    }

    @Override
    public int acknowledge(Namespace namespace, Map<SettingName, Revision> archived) {
        if (archived.isEmpty()) {
            return 0;
        }
        var arguments = new ArrayList<String>(2 * archived.size());
        archived.forEach((name, revision) -> {
            arguments.add(name.text());
            arguments.add(revision.toString());
        });
        return redis.call(template ->
                        template.execute(ACKNOWLEDGE, new Keys(namespace).forAcknowledge(), arguments.toArray()))
                .intValue();
    }

    @Override
    public List<HistoryRecord> history(Namespace namespace, HistoryRecord.@Nullable Id after, int limit) {
        var answer = redis.strings(
                ONWARD,
                List.of(new Keys(namespace).history()),
                List.of(after == null ? "" : after.toString(), Integer.toString(limit), PAGE_BYTES));
        var records = new ArrayList<HistoryRecord>(answer.size() / RECORD);
        for (int i = 0; i < answer.size(); i += RECORD) {
            records.add(RedisHistory.record(
                    answer.get(i), answer.get(i + 1), answer.get(i + 2), answer.get(i + 3), answer.get(i + 4)));
        }
        return records;
    }

    @Override
    public void acknowledgeHistory(Namespace namespace, HistoryRecord.Id archived, int keep) {
        redis.call(template ->
                template.execute(FORGET, new Keys(namespace).forForget(), archived.toString(), Integer.toString(keep)));
    }

    private DirtyPage page(Namespace namespace, String cursor, String bound) {
        var answer =
                redis.strings(PEEK, new Keys(namespace).forPeek(), List.of(cursor, bound, PAGE_ENTRIES, PAGE_BYTES));
        List<Entry> entries = new ArrayList<>();
        Map<SettingName, TraceParent> traces = new HashMap<>();
        Codec.tracedEntries(
                answer.subList(2, answer.size()),
                (entry, trace) -> {
                    entries.add(entry);
                    if (trace != null) {
                        traces.put(entry.name(), trace);
                    }
                },
                foreign -> LOG.warn(
                        "namespace {}: an entry that Sluice did not write stays dirty: {}",
                        namespace,
                        foreign.getMessage()));
        var next = answer.get(1).isEmpty() ? null : Long.valueOf(answer.get(1));
        return new DirtyPage(entries, traces, Long.parseLong(answer.get(0)), next);
    }
}
