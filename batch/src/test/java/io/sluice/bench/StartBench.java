package io.sluice.bench;

import io.sluice.servers.RedisServer;

/** An api node on an empty Redis, from its start until it is ready, beside an empty application of the same starters. */
final class StartBench {
    private StartBench() {}

    static void run(Rounds rounds, Results results) throws Exception {
        try (var redis = RedisServer.launch();
                var apps = new WebApps("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")) {
            rounds.compare(
                    "an api node",
                    "ms",
                    Target.atMost(1.3),
                    () -> {
                        try (var api = apps.startApi(redis)) {
                            return api.millis();
                        }
                    },
                    () -> {
                        try (var empty = apps.startEmpty()) {
                            return empty.millis();
                        }
                    });
        }
    }
}
