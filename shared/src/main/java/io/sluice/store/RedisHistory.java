package io.sluice.store;

import io.sluice.setting.Namespace;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.script.RedisScript;

/** {@code past.lua}. */
final class RedisHistory implements History {
    private static final RedisScript<List<?>> PAST = RedisCalls.script("past");
    private static final int LOOKED_AT_BY_A_CALL = 1000;
    private static final int CALLS = 10;
    private static final String BYTES_OF_A_CALL = Integer.toString(4 * 1024 * 1024);
    private static final int HEADER = 2;
    private static final int WIDTH = 5;

    private final RedisCalls redis;

    RedisHistory(RedisCalls redis) {
        this.redis = redis;
    }

    @Override
    public HistoryPage before(
            Namespace namespace, @Nullable SettingName name, HistoryRecord.@Nullable Id before, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: %d (expected: 1 or more)".formatted(limit));
        }
        var records = new ArrayList<HistoryRecord>();
        var next = before;
        HistoryPage page;
        int calls = 0;
        do {
            page = call(namespace, name, next, limit - records.size());
            records.addAll(page.records());
            next = page.next();
            calls++;
        } while (next != null && records.size() < limit && calls < CALLS);
        return new HistoryPage(records, page.oldest(), next);
    }

    private HistoryPage call(
            Namespace namespace, @Nullable SettingName name, HistoryRecord.@Nullable Id before, int limit) {
        var answer = redis.strings(
                PAST,
                new Keys(namespace).forPast(),
                List.of(
                        before == null ? "" : before.toString(),
                        name == null ? "" : name.text(),
                        Integer.toString(limit),
                        Integer.toString(LOOKED_AT_BY_A_CALL),
                        BYTES_OF_A_CALL));
        var records = new ArrayList<HistoryRecord>();
        for (int i = HEADER; i < answer.size(); i += WIDTH) {
            records.add(
                    record(answer.get(i), answer.get(i + 1), answer.get(i + 2), answer.get(i + 3), answer.get(i + 4)));
        }
        return new HistoryPage(records, idOrNull(answer.get(1)), idOrNull(answer.get(0)));
    }

    /** Reads the fields of a record, of which only {@code old} may be empty. */
    static HistoryRecord record(String id, String name, String made, String old, String request) {
        try {
            var setting = new SettingName(name);
            return new HistoryRecord(
                    HistoryRecord.Id.parse(id),
                    Codec.entry(setting, made),
                    old.isEmpty() ? null : Codec.entry(setting, old),
                    new RequestId(request));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("history record " + id + " (expected: as the write script makes it)", e);
        }
    }

    private static HistoryRecord.@Nullable Id idOrNull(String text) {
        return text.isEmpty() ? null : HistoryRecord.Id.parse(text);
    }
}
