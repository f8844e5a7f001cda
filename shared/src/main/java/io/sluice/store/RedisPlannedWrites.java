package io.sluice.store;

import io.sluice.setting.ChangeSet;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.data.redis.core.script.RedisScript;

/** {@code write.lua}, told to keep the changes with the request, and {@code try.lua}. */
final class RedisPlannedWrites implements PlannedWrites {
    private static final RedisScript<List<?>> TRY = RedisCalls.script("try");

    private final RedisCalls redis;
    private final StoreLimits limits;
    private final RedisSettingStore store;

    RedisPlannedWrites(RedisCalls redis, StoreLimits limits, RedisSettingStore store) {
        this.redis = redis;
        this.limits = limits;
        this.store = store;
    }

    @Override
    public Optional<WriteResult> answer(Namespace namespace, RequestId id, String request) {
        var answer = redis.callNullable(template -> template.opsForValue().get(new Keys(namespace).request(id)));
        return Optional.ofNullable(answer).map(text -> RequestAnswer.read(id, text, fingerprint(request)));
    }

    @Override
    public WriteResult write(ChangeSet changeSet, String request) {
        var changes = RedisSettingStore.arguments(changeSet);
        var answer = store.write(changeSet, changes, fingerprint(request), true);
        // Somebody else was faster, perhaps with other changes.
        return answer.get(0).equals("repeated")
                ? answer(changeSet.namespace(), changeSet.origin().requestId(), request)
                        .orElseThrow(() -> new UnreadableException("answer of a request: gone", null))
                : store.result(changeSet, answer);
    }

    @Override
    public WriteResult nothing(Namespace namespace, RequestId id, Head head, String request) {
        var key = new Keys(namespace).request(id);
        var answer = RequestAnswer.ofNothing(fingerprint(request), head);
        redis.call(template -> template.opsForValue().setIfAbsent(key, answer, limits.requestMemory()));
        return answer(namespace, id, request).orElseGet(() -> new WriteResult.Applied(id, head, List.of(), Set.of()));
    }

    @Override
    public Preview preview(ChangeSet changeSet) {
        List<String> arguments = new ArrayList<>(1 + 2 * changeSet.changes().size());
        arguments.add(Long.toString(limits.settings()));
        for (var change : changeSet.changes()) {
            arguments.add(change.name().text());
            arguments.add(RedisSettingStore.code(change.expectation()));
        }
        var answer = redis.strings(TRY, new Keys(changeSet.namespace()).forTry(), arguments);
        if (!answer.get(0).equals("possible")) {
            return new Preview.Refused(store.result(changeSet, answer));
        }
        var found = new ArrayList<WriteResult.Found>();
        for (var change : changeSet.changes()) {
            found.add(RedisSettingStore.found(change.name(), answer.get(found.size() + 1)));
        }
        return new Preview.Possible(found);
    }

    private static String fingerprint(String request) {
        return RedisSettingStore.fingerprint(List.of(request));
    }
}
