package io.sluice.bench;

import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.TestStore;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Synchronous callers who put settings through the store, beside as many who send a script of the same work for each. */
final class WritesBench {
    static final Namespace NAMESPACE = new Namespace("bench");

    private static final int[] CALLERS = {1, 8, 64, 256};
    private static final int NAMES = 10_000;
    private static final String VALUE = "{\"text\":\"" + "x".repeat(88) + "\"}";
    private static final long ROUND = TimeUnit.SECONDS.toNanos(1);

    private WritesBench() {}

    static void run(Rounds rounds, Results results) throws Exception {
        try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "no"));
                var store = TestStore.on(redis.host(), redis.port());
                var bare = new Bare(redis)) {
            for (int callers : CALLERS) {
                rounds.compare(
                        callers == 1 ? "1 caller" : callers + " callers",
                        "writes/s",
                        Target.atLeast(callers == 1 ? 0.9 : callers < 64 ? 1 : 1.5),
                        () -> Callers.rate(
                                callers, ROUND, caller -> store.settings().write(set(name(), VALUE))),
                        () -> Callers.rate(callers, ROUND, caller -> bare.write(name(), VALUE)));
                redis.command("FLUSHALL");
            }
        }
    }

    static ChangeSet set(String name, String value) {
        return new ChangeSet(
                NAMESPACE,
                List.of(new Change.Put(new SettingName(name), new SettingValue(value))),
                new Origin("alice", "a bench", RequestId.random()));
    }

    private static String name() {
        return "service/limit-" + ThreadLocalRandom.current().nextInt(NAMES);
    }
}
