package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.script.RedisScript;

/** {@code scan.lua}, {@code look.lua}, {@code absent.lua} and {@code requeue.lua}. */
final class RedisInspection implements Inspection {
    private static final RedisScript<List<?>> SCAN = RedisCalls.script("scan");
    private static final RedisScript<List<?>> LOOK = RedisCalls.script("look");
    private static final RedisScript<List<?>> ABSENT = RedisCalls.script("absent");
    private static final RedisScript<Long> REQUEUE = RedisCalls.counting("requeue");

    /** Values may be large. */
    private static final String PAGE_FIELDS = "200";

    private static final String BEGIN = "0";
    private static final String END = "0";

    private final RedisCalls redis;

    RedisInspection(RedisCalls redis) {
        this.redis = redis;
    }

    @Override
    public long size(Namespace namespace) {
        return redis.call(template -> template.opsForHash().size(new Keys(namespace).settings()));
    }

    @Override
    public Page page(Namespace namespace, @Nullable String cursor) {
        var answer = redis.strings(
                SCAN, new Keys(namespace).forInspection(), List.of(cursor == null ? BEGIN : cursor, PAGE_FIELDS));
        var held = new ArrayList<Held>(answer.size() / 3);
        var unreadable = new ArrayList<String>();
        for (int i = 1; i < answer.size(); i += 3) {
            var field = answer.get(i);
            var name = name(field);
            var entry = name == null ? null : entry(name, answer.get(i + 1));
            if (name == null || entry == null) {
                unreadable.add(field);
            } else {
                held.add(new Held(name, entry, isDirty(answer.get(i + 2))));
            }
        }
        return new Page(held, unreadable, answer.get(0).equals(END) ? null : answer.get(0));
    }

    @Override
    public List<Held> look(Namespace namespace, List<SettingName> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        var texts = names.stream().map(SettingName::text).toList();
        var answer = redis.strings(LOOK, new Keys(namespace).forInspection(), texts);
        var held = new ArrayList<Held>(names.size());
        for (int i = 0; i < names.size(); i++) {
            var entry = entry(names.get(i), answer.get(2 * i));
            held.add(new Held(names.get(i), entry, isDirty(answer.get(2 * i + 1))));
        }
        return held;
    }

    @Override
    public List<SettingName> absent(Namespace namespace, List<SettingName> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        var byText = new LinkedHashMap<String, SettingName>();
        names.forEach(name -> byText.put(name.text(), name));
        var texts = List.copyOf(byText.keySet());
        return redis.strings(ABSENT, new Keys(namespace).forTry(), texts).stream()
                .map(text -> Objects.requireNonNull(byText.get(text), "name that was asked for"))
                .toList();
    }

    @Override
    public int markDirty(Namespace namespace, Map<SettingName, Revision> entries) {
        if (entries.isEmpty()) {
            return 0;
        }
        var arguments = new ArrayList<String>(2 * entries.size());
        entries.forEach((name, revision) -> {
            arguments.add(name.text());
            arguments.add(revision.toString());
        });
        var keys = new Keys(namespace).forInspection();
        return redis.call(template -> template.execute(REQUEUE, keys, arguments.toArray()))
                .intValue();
    }

    /** Null for a field that is not the name of a setting to the letter. */
    private static @Nullable SettingName name(String field) {
        try {
            var name = new SettingName(field);
            return name.text().equals(field) ? name : null;
        } catch (InvalidInputException e) {
            return null;
        }
    }

    /** Null where there is none, or none of Sluice's. */
    private static @Nullable Entry entry(SettingName name, String envelope) {
        try {
            return envelope.isEmpty() ? null : Codec.entry(name, envelope);
        } catch (UnreadableException e) {
            return null;
        }
    }

    private static boolean isDirty(String flag) {
        return flag.equals("1");
    }
}
