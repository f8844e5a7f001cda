package io.sluice.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * A cluster of real servers, masters first and then a replica of each; they are of this machine, whatever other tests use. The slots
 * are shared out evenly.
 */
public final class RedisCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;
    /** On a busy machine a server may be silent for a while, and shall be a master all the same. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private static final Duration READY = Duration.ofSeconds(30);

    private final List<RedisServer> masters = new ArrayList<>();
    private final List<RedisServer> replicas = new ArrayList<>();

    private RedisCluster() {}

    /** Starts one with that many masters, each with a replica, where a server has to be silent for long until another takes its place. */
    public static RedisCluster launch(int masters) {
        var cluster = new RedisCluster();
        try {
            for (int i = 0; i < masters; i++) {
                cluster.masters.add(server());
                cluster.replicas.add(server());
            }
            cluster.form();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static RedisServer server() {
        return RedisServer.launch(RedisSetup.temporary()
                .with("cluster-enabled", "yes")
                .with("cluster-port", Integer.toString(Ports.free()))
                .with("cluster-node-timeout", Long.toString(PATIENT.toMillis()))
                .with("cluster-replica-validity-factor", "0")
                .with("repl-diskless-sync-delay", "0"));
    }

    private void form() {
        for (int i = 0; i < masters.size(); i++) {
            int from = SLOTS * i / masters.size();
            int to = SLOTS * (i + 1) / masters.size() - 1;
            masters.get(i).command("CLUSTER", "ADDSLOTSRANGE", Integer.toString(from), Integer.toString(to));
            masters.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        var first = masters.get(0);
        for (var server : servers()) {
            if (server != first) {
                server.command("CLUSTER", "MEET", first.host(), Integer.toString(first.port()), busPort(first));
            }
        }
        await(
                "all have met",
                () -> servers().stream()
                        .allMatch(server -> known(server) == servers().size()));
        for (int i = 0; i < masters.size(); i++) {
            replicas.get(i).command("CLUSTER", "REPLICATE", id(masters.get(i)));
        }
        await("cluster formed", this::isWhole);
    }

    private static String busPort(RedisServer server) {
        return String.valueOf(
                ((List<?>) Objects.requireNonNull(server.command("CONFIG", "GET", "cluster-port"))).get(1));
    }

    private static int known(RedisServer server) {
        return Integer.parseInt(info(server, "cluster_known_nodes"));
    }

    private static String info(RedisServer server, String field) {
        return String.valueOf(server.command("CLUSTER", "INFO"))
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** From now on another server takes the place of one that was silent for that long. */
    public void failOverAfter(Duration silence) {
        servers()
                .forEach(server ->
                        server.command("CONFIG", "SET", "cluster-node-timeout", Long.toString(silence.toMillis())));
    }

    /** Whether every server that runs knows that all slots are served, and every replica is in step. */
    public boolean isWhole() {
        return servers().stream().filter(RedisServer::isRunning).allMatch(RedisCluster::isContent);
    }

    private static boolean isContent(RedisServer server) {
        var replication = String.valueOf(server.command("INFO", "replication"));
        return info(server, "cluster_state").equals("ok")
                && (replication.contains("role:master") || replication.contains("master_link_status:up"));
    }

    /** All servers, masters as they were in the beginning first. */
    public List<RedisServer> servers() {
        var all = new ArrayList<>(masters);
        all.addAll(replicas);
        return all;
    }

    /** The servers that were masters in the beginning. */
    public List<RedisServer> masters() {
        return List.copyOf(masters);
    }

    /** {@code host:port} of all servers, separated by commas. */
    public String addresses() {
        return String.join(
                ",",
                servers().stream()
                        .map(server -> server.host() + ":" + server.port())
                        .toList());
    }

    /** The slot of a key. */
    public int slot(String key) {
        var any = servers().stream().filter(RedisServer::isRunning).findFirst().orElseThrow();
        return Math.toIntExact((Long) Objects.requireNonNull(any.command("CLUSTER", "KEYSLOT", key)));
    }

    /** The running server that holds a slot now. */
    public RedisServer holder(int slot) {
        return servers().stream()
                .filter(RedisServer::isRunning)
                .filter(server -> holds(server, slot))
                .findFirst()
                .orElseThrow();
    }

    /** As the server itself sees it: {@code <id> … myself,master … 0-5460 …}. */
    private static boolean holds(RedisServer server, int slot) {
        return String.valueOf(server.command("CLUSTER", "NODES"))
                .lines()
                .filter(line -> line.contains("myself,master"))
                .flatMap(line -> List.of(line.split(" ", -1)).stream().skip(8))
                .filter(range -> range.matches("\\d+(-\\d+)?"))
                .anyMatch(range -> {
                    var ends = range.split("-", 2);
                    return slot >= Integer.parseInt(ends[0]) && slot <= Integer.parseInt(ends[ends.length - 1]);
                });
    }

    /** Moves a slot, key by key, while it is used. */
    public void move(int slot, RedisServer to) {
        var from = holder(slot);
        var number = Integer.toString(slot);
        to.command("CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
        from.command("CLUSTER", "SETSLOT", number, "MIGRATING", id(to));
        while (true) {
            var keys = (List<?>) Objects.requireNonNull(from.command("CLUSTER", "GETKEYSINSLOT", number, "1"));
            if (keys.isEmpty()) {
                break;
            }
            from.command(
                    "MIGRATE",
                    to.host(),
                    Integer.toString(to.port()),
                    "",
                    "0",
                    "5000",
                    "KEYS",
                    String.valueOf(keys.get(0)));
        }
        for (var server : List.of(to, from)) {
            server.command("CLUSTER", "SETSLOT", number, "NODE", id(to));
        }
    }

    private static String id(RedisServer server) {
        return String.valueOf(server.command("CLUSTER", "MYID"));
    }

    /** Waits until it is whole. */
    public void awaitWhole() {
        await("cluster whole", this::isWhole);
    }

    /** Waits until another server has the place of one that was killed, and all that run know it. */
    public void awaitFailoverOf(RedisServer killed) {
        var port = ":" + killed.port() + "@";
        await(
                "failed over",
                () -> servers().stream().filter(RedisServer::isRunning).allMatch(server -> knows(server, port)));
    }

    private static boolean knows(RedisServer server, String lost) {
        boolean isMaster = String.valueOf(server.command("CLUSTER", "NODES"))
                .lines()
                .filter(line -> line.contains(lost))
                .anyMatch(line -> line.split(" ", -1).length > 8);
        return !isMaster && info(server, "cluster_state").equals("ok");
    }

    private static void await(String what, BooleanSupplier condition) {
        Deadline.await(what, READY, condition);
    }

    @Override
    public void close() {
        servers().forEach(RedisServer::close);
    }
}
