package io.sluice.bench;

import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisSetup;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Callers who put settings into an api node, beside as many who send the same to an application that does nothing. */
final class HttpBench {
    private static final int[] CALLERS = {1, 8, 64};
    private static final int NAMES = 10_000;
    private static final String BODY = "{\"value\":{\"text\":\"" + "x".repeat(88) + "\"}}";
    // An api node has much to compile, and compiles beside its callers.
    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(30);
    private static final long ROUND = TimeUnit.SECONDS.toNanos(1);

    private HttpBench() {}

    static void run(Rounds rounds, Results results) throws Exception {
        try (var redis = RedisServer.launch(RedisSetup.temporary().with("appendfsync", "no"));
                var apps = new WebApps("-Xmx512m");
                var api = apps.startApi(redis);
                var empty = apps.startEmpty()) {
            api.put("/v1/namespaces/bench", "{\"description\":\"a bench\"}");
            for (var app : new WebProcess[] {api, empty}) {
                Callers.rate(8, WARM_UP, caller -> app.put(path(), BODY));
            }
            for (int callers : CALLERS) {
                rounds.compare(
                        callers == 1 ? "1 caller" : callers + " callers",
                        "writes/s",
                        Target.atLeast(0.7),
                        () -> Callers.rate(callers, ROUND, caller -> api.put(path(), BODY)),
                        () -> Callers.rate(callers, ROUND, caller -> empty.put(path(), BODY)));
            }
        }
    }

    private static String path() {
        return "/v1/namespaces/bench/settings/service/limit-"
                + ThreadLocalRandom.current().nextInt(NAMES);
    }
}
