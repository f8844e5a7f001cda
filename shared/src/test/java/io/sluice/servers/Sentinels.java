package io.sluice.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A master with replicas, and three Sentinels that look after them; all of this machine, whatever other tests use. */
public final class Sentinels implements AutoCloseable {
    /** What they call the master. */
    public static final String MASTER = "settings";

    private static final String HOST = "127.0.0.1";
    private static final int MANY = 3;
    private static final Duration READY = Duration.ofSeconds(30);

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<LocalProcess> sentinels = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final Path folder = Folders.temporary("sentinels");

    private Sentinels() {}

    /** Starts all of it, with that many replicas. */
    public static Sentinels launch(int replicas) {
        var all = new Sentinels();
        try {
            var master = RedisServer.launch(server());
            all.servers.add(master);
            for (int i = 0; i < replicas; i++) {
                all.servers.add(RedisServer.launch(server().with("replicaof", master.host() + " " + master.port())));
            }
            for (int i = 0; i < MANY; i++) {
                all.addSentinel(master);
            }
            Deadline.await("Sentinels know of all", READY, () -> all.know(replicas));
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private static RedisSetup server() {
        return RedisSetup.temporary().with("repl-diskless-sync-delay", "0");
    }

    private void addSentinel(RedisServer master) {
        int port = Ports.free();
        var file = folder.resolve("sentinel-" + port + ".conf");
        try {
            Files.write(
                    file,
                    List.of(
                            "port " + port,
                            "bind " + HOST,
                            "sentinel monitor %s %s %d 2".formatted(MASTER, master.host(), master.port()),
                            "sentinel down-after-milliseconds " + MASTER + " 1000",
                            "sentinel failover-timeout " + MASTER + " 10000"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var process = new LocalProcess(
                port,
                List.of(RedisServer.program(Folders.cache()).toString(), file.toString(), "--sentinel"),
                folder,
                folder.resolve("sentinel-" + port + ".log"));
        sentinels.add(process);
        ports.add(port);
        process.start();
        Deadline.await("Sentinel on port " + port, READY, () -> !Ports.isFree(port));
    }

    private boolean know(int replicas) {
        return ports.stream().allMatch(port -> {
            var master = (List<?>) Objects.requireNonNull(command(port, "SENTINEL", "MASTER", MASTER));
            return field(master, "num-slaves").equals(Integer.toString(replicas))
                    && field(master, "num-other-sentinels").equals(Integer.toString(MANY - 1));
        });
    }

    private static String field(List<?> fields, String name) {
        int at = fields.indexOf(name);
        return at < 0 ? "" : String.valueOf(fields.get(at + 1));
    }

    private static Object command(int port, String... words) {
        try {
            return Objects.requireNonNull(Resp.call(HOST, port, words));
        } catch (IOException e) {
            throw new UncheckedIOException("Sentinel on port " + port, e);
        }
    }

    /** The server that the Sentinels name as master now. */
    public RedisServer master() {
        var address = (List<?>) command(ports.get(0), "SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER);
        int port = Integer.parseInt(String.valueOf(address.get(1)));
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow();
    }

    /** From now on the replica hears nothing of its master, and no Sentinel can mend that. */
    public void strand(RedisServer replica) {
        replica.command("REPLICAOF", HOST, "1");
        replica.command("ACL", "SETUSER", "default", "-replicaof", "-slaveof");
    }

    /** The servers, the first master first. */
    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    /** {@code host:port} of the Sentinels, separated by commas. */
    public String addresses() {
        return String.join(",", ports.stream().map(port -> HOST + ":" + port).toList());
    }

    @Override
    public void close() {
        sentinels.forEach(LocalProcess::kill);
        sentinels.forEach(LocalProcess::close);
        servers.forEach(RedisServer::close);
        Folders.delete(folder);
    }
}
