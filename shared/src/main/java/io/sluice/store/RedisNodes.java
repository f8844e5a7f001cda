package io.sluice.store;

import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * A hash with an expiry for each node, and a sorted set that says which there are, so that nobody scans the key space.
 * The hash alone decides whether a node lives; the set is tidied by whoever finds it stale.
 */
final class RedisNodes implements Nodes {
    private static final Logger LOG = LoggerFactory.getLogger(RedisNodes.class);
    private static final RedisScript<Long> REPORT = RedisCalls.counting("report");
    private static final RedisScript<List<?>> FOLLOWERS = RedisCalls.script("followers");
    private static final String ALL = "*";
    private static final String APPLIED = "applied:";
    private static final String PROPAGATION = "propagation:";
    private static final String REJECTED = "rejected:";

    private final Topology topology;
    private final RedisCalls redis;
    private final Clock clock;

    RedisNodes(Topology topology, Clock clock) {
        this.topology = topology;
        this.redis = topology.calls();
        this.clock = clock;
    }

    @Override
    public void report(NodeReport report, Duration lifetime) {
        report(report, lifetime, "");
    }

    @Override
    public void answer(NodeReport report, Duration lifetime) {
        report(report, lifetime, Keys.REPORTED);
    }

    private void report(NodeReport report, Duration lifetime, String channel) {
        var key = Keys.node(report.id());
        var until = (double) clock.instant().plus(lifetime).getEpochSecond();
        var arguments = new ArrayList<String>();
        arguments.add(Long.toString(lifetime.toMillis()));
        arguments.add(channel);
        arguments.add(report.id());
        fields(report).forEach((field, value) -> {
            arguments.add(field);
            arguments.add(value);
        });
        redis.callNullable(template -> {
            template.execute(REPORT, List.of(key), arguments.toArray());
            return template.opsForZSet().add(Keys.NODES, report.id(), until);
        });
    }

    @Override
    public void remove(String id) {
        redis.callNullable(template -> {
            template.delete(Keys.node(id));
            return template.opsForZSet().remove(Keys.NODES, id);
        });
    }

    @Override
    public List<NodeReport> live() {
        var reports = new ArrayList<NodeReport>();
        Set<String> ids = redis.call(template -> template.opsForZSet().range(Keys.NODES, 0, -1));
        for (var id : ids.stream().sorted().toList()) {
            Map<String, String> fields =
                    redis.call(template -> template.<String, String>opsForHash().entries(Keys.node(id)));
            if (fields.isEmpty()) {
                redis.callNullable(template -> template.opsForZSet().remove(Keys.NODES, id));
            } else {
                add(id, fields, reports);
            }
        }
        return reports;
    }

    @Override
    public List<Follower> followers(Namespace namespace) {
        var ids = redis.call(template -> template.opsForZSet().range(Keys.NODES, 0, -1));
        var followers = new ArrayList<Follower>();
        for (var keys : topology.together(ids.stream().map(Keys::node).toList())) {
            followers.addAll(followers(namespace, keys));
        }
        followers.sort(Comparator.comparing(Follower::node));
        return followers;
    }

    private List<Follower> followers(Namespace namespace, List<String> keys) {
        var answer = redis.strings(FOLLOWERS, keys, List.of(namespace.text()));
        var followers = new ArrayList<Follower>();
        for (var parts = answer.iterator(); parts.hasNext(); ) {
            var id = Keys.ofNode(parts.next());
            var applied = parts.next();
            var rejected = new ArrayList<Rejection>();
            for (int left = Integer.parseInt(parts.next()); left > 0; left--) {
                rejected.add(rejection(namespace + ":" + parts.next(), parts.next()));
            }
            followers.add(new Follower(id, applied.isEmpty() ? null : head(applied), rejected));
        }
        return followers;
    }

    private static void add(String id, Map<String, String> fields, List<NodeReport> reports) {
        try {
            reports.add(report(id, fields));
        } catch (IllegalArgumentException | DateTimeParseException | UnreadableException e) {
            LOG.warn("node {}: passing over a report that Sluice did not write: {}", id, e.getMessage());
        }
    }

    private static Map<String, String> fields(NodeReport report) {
        var fields = new HashMap<String, String>();
        fields.put("host", report.host());
        fields.put("application", report.application());
        fields.put("version", report.version());
        fields.put("state", report.state());
        fields.put("startedAt", report.startedAt().toString());
        fields.put("reportedAt", report.reportedAt().toString());
        fields.put("lastError", report.lastError() == null ? "" : report.lastError());
        if (report.follows() != null) {
            fields.put("follows", follows(report.follows()));
        }
        fields.put("rejections", Integer.toString(report.rejected().size()));
        report.applied()
                .forEach((namespace, head) -> fields.put(
                        APPLIED + namespace,
                        head.position().epoch() + " " + head.position().offset() + " " + head.revision()));
        report.propagation().forEach((namespace, told) -> fields.put(PROPAGATION + namespace, propagation(told)));
        report.rejected()
                .forEach(rejection -> fields.put(
                        REJECTED + rejection.namespace() + ":" + rejection.name(),
                        rejection.revision() + " " + rejection.reason()));
        return fields;
    }

    private static String follows(Scope scope) {
        return scope instanceof Scope.Only only
                ? only.namespaces().stream().map(Namespace::text).sorted().collect(Collectors.joining(" "))
                : ALL;
    }

    private static @Nullable Scope scope(@Nullable String follows) {
        if (follows == null) {
            return null;
        }
        return follows.equals(ALL)
                ? new Scope.All()
                : new Scope.Only(
                        Stream.of(follows.split(" ")).map(Namespace::new).collect(Collectors.toSet()));
    }

    private static NodeReport report(String id, Map<String, String> fields) {
        var applied = new HashMap<Namespace, Head>();
        var propagation = new HashMap<Namespace, Propagation>();
        var rejected = new ArrayList<Rejection>();
        new TreeMap<>(fields).forEach((field, value) -> {
            if (field.startsWith(APPLIED)) {
                applied.put(new Namespace(field.substring(APPLIED.length())), head(value));
            } else if (field.startsWith(PROPAGATION)) {
                propagation.put(new Namespace(field.substring(PROPAGATION.length())), propagation(value));
            } else if (field.startsWith(REJECTED)) {
                rejected.add(rejection(field.substring(REJECTED.length()), value));
            }
        });
        var lastError = field(fields, "lastError");
        return new NodeReport(
                id,
                field(fields, "host"),
                field(fields, "application"),
                field(fields, "version"),
                field(fields, "state"),
                Instant.parse(field(fields, "startedAt")),
                Instant.parse(field(fields, "reportedAt")),
                scope(fields.get("follows")),
                applied,
                propagation,
                rejected,
                lastError.isEmpty() ? null : lastError);
    }

    private static Head head(String text) {
        var parts = text.split(" ", 3);
        if (parts.length != 3) {
            throw new UnreadableException("applied: " + text + " (expected: epoch, offset and revision)", null);
        }
        return new Head(new Position(new Epoch(parts[0]), Long.parseLong(parts[1])), Revision.parse(parts[2]));
    }

    /** Count and microseconds. */
    private static String propagation(Propagation told) {
        return "%d %d %d".formatted(told.count(), micros(told.p50()), micros(told.p99()));
    }

    private static long micros(Duration span) {
        return span.toNanos() / 1000;
    }

    private static Propagation propagation(String text) {
        var parts = text.split(" ", -1);
        if (parts.length != 3) {
            throw new UnreadableException("propagation: " + text + " (expected: count, p50 and p99)", null);
        }
        return new Propagation(
                Long.parseLong(parts[0]),
                Duration.of(Long.parseLong(parts[1]), ChronoUnit.MICROS),
                Duration.of(Long.parseLong(parts[2]), ChronoUnit.MICROS));
    }

    private static Rejection rejection(String field, String value) {
        var setting = field.split(":", 2);
        var what = value.split(" ", 2);
        if (setting.length != 2 || what.length != 2) {
            throw new UnreadableException(
                    "rejected: " + field + " (expected: namespace, name, revision, reason)", null);
        }
        return new Rejection(new Namespace(setting[0]), new SettingName(setting[1]), Revision.parse(what[0]), what[1]);
    }

    private static String field(Map<String, @Nullable String> fields, String name) {
        var value = fields.get(name);
        if (value == null) {
            throw new UnreadableException("node report without " + name, null);
        }
        return value;
    }
}
