package io.sluice.store;

import io.sluice.check.Check;
import io.sluice.check.Checker;
import io.sluice.check.ClockDifference;
import io.sluice.check.Requirement;
import io.sluice.check.ServerVersion;
import io.sluice.store.StoreException.Reason;
import io.sluice.store.StoreException.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * {@code INFO}, {@code TIME}, a script once, and {@code CONFIG GET}. The last needs a right that users of Sluice do not have unless
 * they were given it: what it alone can tell is unknown then, and it is asked for rarely, as Redis logs each refusal.
 */
final class RedisChecks implements Checker {
    private static final RedisScript<List<?>> GUARANTEES = RedisCalls.script("guarantees");
    private static final ServerVersion OLDEST = new ServerVersion(7, 0);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration REFUSED_FOR = Duration.ofMinutes(5);

    private static final Requirement VERSION = new Requirement(
            "redis.version",
            "%s or later".formatted(OLDEST),
            "Upgrade Redis: an older one does not know the scripts that Sluice runs.");
    private static final Requirement CAPABILITIES = new Requirement(
            "redis.capabilities",
            "runs scripts",
            "Give the user the rights of docs/redis/users.acl; a Redis before 7.0 has to be upgraded.");
    private static final Requirement APPENDONLY = new Requirement(
            "redis.appendonly",
            "appendonly yes",
            "CONFIG SET appendonly yes, and the same in the configuration file: without it, what is not archived ends with the"
                    + " process of Redis.");
    private static final Requirement APPENDFSYNC = new Requirement(
            "redis.appendfsync",
            "appendfsync everysec or always",
            "CONFIG SET appendfsync everysec, and the same in the configuration file: with no, a power cut costs as much as the"
                    + " system has not written yet, some 30 s.");
    private static final Requirement EVICTION = new Requirement(
            "redis.eviction",
            "maxmemory-policy noeviction",
            "CONFIG SET maxmemory-policy noeviction, and the same in the configuration file: any other throws settings away"
                    + " when Redis is full.");
    private static final Requirement OUTPUT_BUFFER = new Requirement(
            "redis.output-buffer",
            OutputBuffer.EXPECTED,
            "CONFIG SET client-output-buffer-limit \"pubsub 32mb 8mb 60\", and the same in the configuration file: with less,"
                    + " bursts cut subscribers off; without a limit, one that stands still fills the memory of Redis.");
    private static final Requirement CLOCK = ClockDifference.requirement("redis.clock");

    private final Supplier<List<Endpoint>> masters;
    private final Clock clock;
    private final Map<Endpoint, Look> looks = new ConcurrentHashMap<>();

    /**
     * What a server can do.
     *
     * @param run which Redis makes anew when it starts
     */
    private record Able(String run, Check check) {}

    /** @param masters all of them */
    RedisChecks(Supplier<List<Endpoint>> masters, Clock clock) {
        this.masters = masters;
        this.clock = clock;
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(VERSION, CAPABILITIES, APPENDONLY, APPENDFSYNC, EVICTION, OUTPUT_BUFFER, CLOCK);
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public List<Check> look() {
        var servers = masters.get();
        looks.keySet().retainAll(servers);
        if (servers.size() == 1) {
            return look(servers.get(0)).look();
        }
        var checks = new ArrayList<List<Check>>();
        for (var server : servers) {
            checks.add(look(server).lookOrSayWhyNot());
        }
        var worst = new ArrayList<Check>();
        for (int i = 0; i < requirements().size(); i++) {
            int at = i;
            worst.add(checks.stream()
                    .map(ofServer -> ofServer.get(at))
                    .max(Comparator.comparing(RedisChecks::weight))
                    .orElseThrow());
        }
        return worst;
    }

    private static int weight(Check check) {
        return switch (check.outcome()) {
            case OK -> 0;
            case UNKNOWN -> 1;
            case WARNING -> 2;
        };
    }

    private Look look(Endpoint server) {
        return looks.computeIfAbsent(server, fresh -> new Look(server));
    }

    static Check version(String told) {
        return ServerVersion.of(told)
                .map(version -> version.isAtLeast(OLDEST) ? VERSION.ok(told) : VERSION.warning(told))
                .orElseGet(() -> VERSION.unknown("not told"));
    }

    static Check appendonly(String told) {
        return switch (told) {
            case "1" -> APPENDONLY.ok("appendonly yes");
            case "0" -> APPENDONLY.warning("appendonly no");
            default -> APPENDONLY.unknown("not told");
        };
    }

    /**
     * Judges when what is appended is on disk.
     *
     * @param configured null where it may not be read
     */
    static Check appendfsync(@Nullable String configured) {
        if (configured == null) {
            return APPENDFSYNC.unknown("the configuration may not be read");
        }
        var found = "appendfsync " + configured;
        return switch (configured) {
            case "everysec", "always" -> APPENDFSYNC.ok(found);
            default -> APPENDFSYNC.warning(found);
        };
    }

    static Check eviction(String told) {
        if (told.isEmpty()) {
            return EVICTION.unknown("not told");
        }
        var found = "maxmemory-policy " + told;
        return told.equals("noeviction") ? EVICTION.ok(found) : EVICTION.warning(found);
    }

    /**
     * Judges how much may wait for a subscriber.
     *
     * @param configured of all kinds of clients, as Redis writes it; null where it may not be read
     */
    static Check outputBuffer(@Nullable String configured) {
        if (configured == null) {
            return OUTPUT_BUFFER.unknown("the configuration may not be read");
        }
        return OutputBuffer.ofSubscribers(configured)
                .map(buffer ->
                        buffer.isFit() ? OUTPUT_BUFFER.ok(buffer.toString()) : OUTPUT_BUFFER.warning(buffer.toString()))
                .orElseGet(() -> OUTPUT_BUFFER.unknown("not told"));
    }

    /** What is looked at at one server. */
    private final class Look {
        private final Endpoint server;

        /** When the configuration was last refused, by {@link System#nanoTime()}; null if it was not. */
        private volatile @Nullable Long refusedAt;

        private volatile @Nullable Able able;

        Look(Endpoint server) {
            this.server = server;
        }

        /** Where several were asked: with the address of the server; unknown if it does not answer. */
        List<Check> lookOrSayWhyNot() {
            try {
                return look().stream()
                        .map(check -> new Check(
                                check.requirement(),
                                check.outcome(),
                                "%s: %s".formatted(server.address(), check.found())))
                        .toList();
            } catch (StoreException e) {
                var why = "%s: %s".formatted(server.address(), e.getMessage());
                return requirements().stream()
                        .map(requirement -> requirement.unknown(why))
                        .toList();
            }
        }

        List<Check> look() {
            var info = info();
            return List.of(
                    version(info.getProperty("redis_version", "")),
                    capabilities(info.getProperty("run_id", "")),
                    appendonly(info.getProperty("aof_enabled", "")),
                    appendfsync(configured("appendfsync")),
                    eviction(info.getProperty("maxmemory_policy", "")),
                    outputBuffer(configured("client-output-buffer-limit")),
                    ClockDifference.measured(clock, this::time).judge(CLOCK));
        }

        private Properties info() {
            return server.calls()
                    .call(template -> template.execute((RedisCallback<Properties>)
                            connection -> connection.serverCommands().info()));
        }

        private Instant time() {
            long micros = server.calls()
                    .<Long>call(template -> template.execute((RedisCallback<Long>)
                            connection -> connection.serverCommands().time(TimeUnit.MICROSECONDS)));
            return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        }

        /** What a server can do stays as it is for as long as it runs. */
        private Check capabilities(String run) {
            var last = able;
            if (last != null && last.run().equals(run)) {
                return last.check();
            }
            try {
                var answer = server.calls().strings(GUARANTEES, List.of(), List.of());
                var check = CAPABILITIES.ok(
                        "runs scripts, %s WAITAOF".formatted(answer.get(0).equals("1") ? "has" : "has no"));
                able = new Able(run, check);
                return check;
            } catch (StoreException e) {
                if (e.reason() == Reason.UNREACHABLE) {
                    throw e;
                }
                var why = Objects.requireNonNullElse(e.getMessage(), "Redis fails");
                boolean stays = e.reason() == Reason.DAMAGED
                        || e.refusal().filter(Refusal.NOT_ALLOWED::equals).isPresent();
                // Other refusals pass: it reads its file, or is busy.
                return stays ? CAPABILITIES.warning(why) : CAPABILITIES.unknown(why);
            }
        }

        /** What is configured; null where that may not be read. */
        private @Nullable String configured(String name) {
            var refused = refusedAt;
            if (refused != null && System.nanoTime() - refused < REFUSED_FOR.toNanos()) {
                return null;
            }
            try {
                var told = server.calls()
                        .call(template -> template.execute((RedisCallback<Properties>)
                                connection -> connection.serverCommands().getConfig(name)));
                return told.getProperty(name);
            } catch (StoreException e) {
                if (e.reason() == Reason.UNREACHABLE) {
                    throw e;
                }
                refusedAt = System.nanoTime();
                return null;
            }
        }
    }
}
