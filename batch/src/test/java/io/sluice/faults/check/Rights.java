package io.sluice.faults.check;

import static io.sluice.faults.cluster.Cluster.SHOP;

import io.sluice.faults.cluster.Cluster;
import io.sluice.faults.cluster.Node.Kind;
import io.sluice.faults.load.Surface;
import io.sluice.servers.RedisUsers;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Each of the programs can do what is its own, and no more. */
public final class Rights {
    private static final Pattern DATABASE =
            Pattern.compile(".*(mysql|mariadb|hikari|jdbc|flyway).*", Pattern.CASE_INSENSITIVE);

    private final Cluster cluster;
    private final Breaches breaches;

    public Rights(Cluster cluster, Breaches breaches) {
        this.cluster = cluster;
        this.breaches = breaches;
    }

    /** Tries what must not work. */
    public void require() throws IOException {
        var settings = Outside.key(SHOP, "settings");
        var channel = Outside.key(SHOP, "changes");
        requireRefused(RedisUsers.SUBSCRIBER, "HSET", settings, "anchor/0", "{}");
        requireRefused(RedisUsers.SUBSCRIBER, "PUBLISH", channel, "{}");
        requireRefused(RedisUsers.SUBSCRIBER, "ZADD", Outside.key(SHOP, "dirty"), "1", "anchor/0");
        requireRefused(RedisUsers.SUBSCRIBER, "FLUSHALL");
        requireRefused(RedisUsers.API, "HDEL", settings, "anchor/0");
        requireRefused(RedisUsers.API, "XTRIM", Outside.key(SHOP, "history"), "MAXLEN", "0");
        requireRefused(RedisUsers.BATCH, "SUBSCRIBE", channel);
        requireRefused(RedisUsers.BATCH, "XADD", Outside.key(SHOP, "history"), "*", "name", "anchor/0");
        var drivers = cluster.librariesOfApi().stream()
                .filter(library -> DATABASE.matcher(library).matches())
                .toList();
        breaches.require(drivers.isEmpty(), Law.EACH_HAS_ITS_RIGHTS, "api can speak to a database: " + drivers);
        for (var batch : cluster.nodes(Kind.BATCH)) {
            var answer = new Surface(batch).get("/v1/namespaces/" + SHOP + "/settings/anchor/0");
            breaches.require(
                    List.of(404, 405).contains(answer.status()),
                    Law.EACH_HAS_ITS_RIGHTS,
                    "%s serves settings: %d".formatted(batch.name(), answer.status()));
        }
    }

    private void requireRefused(String user, String... words) {
        try {
            var answer = cluster.redis().primary().commandAs(user, words);
            breaches.add(Law.EACH_HAS_ITS_RIGHTS, "%s may %s: %s".formatted(user, String.join(" ", words), answer));
        } catch (IllegalStateException refused) {
            breaches.require(
                    String.valueOf(refused.getMessage()).contains("NOPERM"),
                    Law.EACH_HAS_ITS_RIGHTS,
                    "%s, %s: %s".formatted(user, words[0], refused.getMessage()));
        }
    }
}
