package io.sluice.faults.cluster;

import io.sluice.batch.servers.DatabaseServer;
import io.sluice.batch.servers.DatabaseSetup;
import io.sluice.faults.cluster.Node.Kind;
import io.sluice.sample.SampleService;
import io.sluice.servers.Folders;
import io.sluice.servers.Ports;
import io.sluice.servers.RedisUsers;
import io.sluice.servers.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An installation: servers, nodes, and the proxies between them. */
public final class Cluster implements AutoCloseable {
    /** Follows this one in particular, as a service with layers does. */
    public static final String SHOP = "shop";

    public static final String FLEET = "fleet";
    public static final List<String> NAMESPACES = List.of(SHOP, FLEET);

    /** Of a reader, an editor and an operator, by the names of their owners. */
    public static final String READER = "faults-reader";

    public static final String EDITOR = "faults-editor";
    public static final String OPERATOR = "faults-operator";

    private final Path folder;
    private final RedisSite redis;
    private final DatabaseServer database;
    private final List<Node> nodes;

    private Cluster(Path folder, RedisSite redis, DatabaseServer database, List<Node> nodes) {
        this.folder = folder;
        this.redis = redis;
        this.database = database;
        this.nodes = List.copyOf(nodes);
    }

    /**
     * How an installation is to be.
     *
     * @param site how the servers of Redis are arranged
     * @param fsync when Redis syncs its file: {@code always} or {@code everysec}; of a pair
     * @param overlays classes and files that win over those of the programs; none for the programs as they are
     * @param api nodes of this kind, as the others
     */
    public record Setup(RedisSite.Kind site, String fsync, List<Path> overlays, int api, int subscribers, int batch) {
        public Setup {
            overlays = List.copyOf(overlays);
        }

        /** All of it. */
        public static Setup full(String fsync) {
            return new Setup(RedisSite.Kind.PAIR, fsync, List.of(), 2, 3, 2);
        }

        /** All of it, where another server takes the place of one that is lost. */
        public static Setup failingOver(RedisSite.Kind site) {
            return new Setup(site, "everysec", List.of(), 2, 3, 2);
        }
    }

    /** Starts everything; all is ready on return. */
    public static Cluster start(Setup setup) {
        var folder = Folders.temporary("faults");
        var closing = new ArrayList<AutoCloseable>();
        try {
            var redis = site(setup, folder);
            closing.add(redis);
            var database = DatabaseServer.launch(new DatabaseSetup(
                    Ports.free(), folder.resolve("database"), Folders.cache(), "sluice", "sluice", "sluice"));
            closing.add(database);
            var api = Program.packaged(
                    Path.of("..", "api", "target", "sluice-api.jar"), folder.resolve("api"), "io.sluice.api.SluiceApi");
            var batch = Program.packaged(
                    Path.of("target", "sluice-batch.jar"), folder.resolve("batch"), "io.sluice.batch.SluiceBatch");
            var nodes = new ArrayList<Node>();
            for (int i = 1; i <= setup.api(); i++) {
                nodes.add(api("api-" + i, api.under(setup.overlays()), folder, redis));
            }
            for (int i = 1; i <= setup.subscribers(); i++) {
                nodes.add(subscriber(i, api, setup, folder, redis));
            }
            for (int i = 1; i <= setup.batch(); i++) {
                nodes.add(batch("batch-" + i, batch.under(setup.overlays()), folder, redis, database));
            }
            closing.addAll(nodes);
            var cluster = new Cluster(folder, redis, database, nodes);
            nodes.forEach(Node::start);
            nodes.forEach(Node::awaitReady);
            return cluster;
        } catch (RuntimeException e) {
            close(closing);
            throw e;
        }
    }

    private static RedisSite site(Setup setup, Path folder) {
        return switch (setup.site()) {
            case PAIR -> RedisPair.launch(folder, setup.fsync());
            case SENTINEL -> new WatchedRedis();
            case CLUSTER -> new SpreadRedis();
        };
    }

    private static Node api(String name, Program program, Path folder, RedisSite redis) {
        var proxy = TcpProxy.to(redis.primary());
        var configuration = common(name, redis.configuration(proxy), RedisUsers.API);
        configuration.put("sluice.access.tokens", tokens());
        configuration.put("sluice.watch.snapshots", folder.resolve(name).toString());
        return new Node(name, Kind.API, program, configuration, folder, proxy, null);
    }

    /** The first one is the sample service, which follows one namespace; the others follow all there are. */
    private static Node subscriber(int number, Program api, Setup setup, Path folder, RedisSite redis) {
        var name = number == 1 ? "sample" : "subscriber-" + number;
        var proxy = TcpProxy.to(redis.primary());
        var configuration = common(name, redis.configuration(proxy), RedisUsers.SUBSCRIBER);
        configuration.put("sluice.namespaces", number == 1 ? SHOP : "*");
        configuration.put("sluice.watch.snapshots", folder.resolve(name).toString());
        var main = number == 1 ? SampleMain.class : SubscriberMain.class;
        var program = api.libraries()
                .running(main.getName(), Path.of("target", "test-classes").toAbsolutePath(), samples())
                .under(setup.overlays());
        return new Node(name, Kind.SUBSCRIBER, program, configuration, folder, proxy, null);
    }

    /** Where the sample service lies: a folder or a jar. */
    private static Path samples() {
        try {
            return Path.of(SampleService.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Node batch(String name, Program program, Path folder, RedisSite redis, DatabaseServer database) {
        var proxy = TcpProxy.to(redis.primary());
        var way = TcpProxy.to(database);
        var configuration = common(name, redis.configuration(proxy), RedisUsers.BATCH);
        configuration.put("sluice.access.tokens", tokens());
        configuration.put("spring.datasource.url", database.jdbcUrl("sluice", way));
        configuration.put("spring.datasource.username", database.user());
        configuration.put("spring.datasource.password", database.password());
        configuration.put("sluice.schedule.drain.every", "1s");
        configuration.put("sluice.restore.every", "1s");
        configuration.put("sluice.run.dead-after", "4s");
        configuration.put("sluice.history.keep", 20);
        configuration.put("sluice.quarantine.first-retry", "1s");
        configuration.put("sluice.quarantine.longest-retry", "4s");
        return new Node(name, Kind.BATCH, program, configuration, folder, proxy, way);
    }

    private static Map<String, Object> common(String name, Map<String, Object> redis, String user) {
        var configuration = new HashMap<>(redis);
        configuration.put("server.address", "127.0.0.1");
        configuration.put("spring.data.redis.username", user);
        configuration.put("spring.data.redis.password", RedisUsers.password(user));
        configuration.put("sluice.node.id", name);
        configuration.put("sluice.watch.heartbeat", "1s");
        configuration.put("sluice.access.failures", 0);
        return configuration;
    }

    private static List<Map<String, String>> tokens() {
        return List.of(token(READER, "reader"), token(EDITOR, "editor"), token(OPERATOR, "operator"));
    }

    private static Map<String, String> token(String owner, String role) {
        return Map.of("owner", owner, "role", role, "token", "token-of-" + owner);
    }

    public RedisSite redis() {
        return redis;
    }

    /** Redis, where a test decides which server is a replica. */
    public RedisPair pair() {
        return (RedisPair) redis;
    }

    public DatabaseServer database() {
        return database;
    }

    public List<Node> nodes() {
        return nodes;
    }

    public List<Node> nodes(Kind kind) {
        return nodes.stream().filter(node -> node.kind() == kind).toList();
    }

    /** Those that hold replicas. */
    public List<Node> replicas() {
        return nodes.stream().filter(node -> node.kind() != Kind.BATCH).toList();
    }

    /** All ways lead to the primary of now. */
    public void leadToPrimary() {
        nodes.forEach(node -> {
            node.redis().redirect(redis.primary());
            node.redis().reset();
        });
    }

    /** The names of the jars that api runs on. */
    public List<String> librariesOfApi() {
        try (var files = Files.list(folder.resolve("api").resolve("lib"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where logs and data are, for as long as it runs. */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        var all = new ArrayList<AutoCloseable>(List.of(redis, database));
        all.addAll(nodes);
        close(all);
        Folders.delete(folder);
    }

    private static void close(List<AutoCloseable> all) {
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                all.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("closing " + all.get(i) + ": failed", e);
            }
        }
    }
}
