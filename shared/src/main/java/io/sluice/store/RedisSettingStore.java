package io.sluice.store;

import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Expectation;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.data.redis.core.script.RedisScript;

/** {@code write.lua} and what goes with it. */
final class RedisSettingStore implements SettingStore {
    private static final RedisScript<List<?>> WRITE = RedisCalls.script("write");
    private static final RedisScript<List<?>> MERGE = RedisCalls.script("merge");

    private final RedisCalls redis;
    private final StoreLimits limits;
    private final GroupCommit writes;

    /**
     * Makes one.
     *
     * @param patience for which a write may wait for those before it
     */
    RedisSettingStore(RedisCalls redis, StoreLimits limits, Duration patience) {
        this.redis = redis;
        this.limits = limits;
        this.writes = new GroupCommit(this::carry, patience);
    }

    @Override
    public WriteResult write(ChangeSet changeSet) {
        var changes = arguments(changeSet);
        return result(changeSet, write(changeSet, changes, fingerprint(changes), false));
    }

    @Override
    public int merge(Namespace namespace, List<? extends Entry> entries) {
        if (entries.size() > ChangeSet.MAX_CHANGES) {
            throw new IllegalArgumentException(
                    "entries: %d (expected: at most %d)".formatted(entries.size(), ChangeSet.MAX_CHANGES));
        }
        var keys = new Keys(namespace);
        List<String> arguments = new ArrayList<>(2 + 4 * entries.size());
        arguments.add(keys.channel());
        arguments.add(Long.toString(limits.messageBytes()));
        for (var entry : entries) {
            arguments.add(entry.name().text());
            arguments.add(Codec.kind(entry));
            arguments.add(entry.revision().toString());
            arguments.add(Codec.tail(entry));
        }
        return Integer.parseInt(redis.strings(MERGE, keys.forMerge(), arguments).get(3));
    }

    @Override
    public Optional<Entry> read(Namespace namespace, SettingName name) {
        var envelope = redis.callNullable(
                template -> template.<String, String>opsForHash().get(new Keys(namespace).settings(), name.text()));
        return Optional.ofNullable(envelope).map(text -> Codec.entry(name, text));
    }

    @Override
    public void register(Namespace namespace) {
        redis.call(template -> template.opsForSet().add(Keys.NAMESPACES, namespace.text()));
    }

    /** The changes, as the script takes them. */
    static List<String> arguments(ChangeSet changeSet) {
        List<String> changes = new ArrayList<>(4 * changeSet.changes().size());
        for (var change : changeSet.changes()) {
            changes.add(change.name().text());
            changes.add(code(change.expectation()));
            changes.add(Codec.kind(change));
            changes.add(Codec.tail(change, changeSet.origin()));
        }
        return changes;
    }

    /**
     * Carries it out, perhaps together with others.
     *
     * @param keepsChanges whether the changes are remembered with the request
     */
    List<String> write(ChangeSet changeSet, List<String> changes, String fingerprint, boolean keepsChanges) {
        List<String> guards = new ArrayList<>(2 * changeSet.guards().size());
        changeSet.guards().forEach((name, expectation) -> {
            guards.add(name.text());
            guards.add(code(expectation));
        });
        return writes.carryOut(
                changeSet.namespace(),
                new Write(
                        changeSet.origin().requestId(),
                        fingerprint,
                        keepsChanges,
                        changeSet.origin().trace(),
                        changes,
                        guards));
    }

    private List<List<String>> carry(Namespace namespace, List<Write> group) {
        var keys = new Keys(namespace);
        List<String> arguments = new ArrayList<>();
        arguments.add(keys.channel());
        arguments.add(Long.toString(limits.requestMemory().toMillis()));
        arguments.add(Long.toString(limits.messageBytes()));
        arguments.add(Long.toString(limits.settings()));
        group.forEach(write -> arguments.addAll(write.arguments()));
        return redis.lists(
                WRITE, keys.forWrite(group.stream().map(Write::request).toList()), arguments);
    }

    /** What the answer of the script means. */
    WriteResult result(ChangeSet changeSet, List<String> answer) {
        return switch (answer.get(0)) {
            case "applied", "repeated" -> applied(changeSet, answer);
            case "conflict" -> conflict(answer);
            case "reused" -> new WriteResult.RequestIdReused();
            case "full" -> new WriteResult.NamespaceFull(limits.settings());
            default -> throw new UnreadableException("answer of write: " + answer.get(0), null);
        };
    }

    private static WriteResult applied(ChangeSet changeSet, List<String> answer) {
        var revision = Revision.parse(answer.get(4));
        var position = new Position(new Epoch(answer.get(1)), Long.parseLong(answer.get(3)));
        var existed = answer.get(5);
        var entries = new ArrayList<Entry>();
        var created = new HashSet<SettingName>();
        for (int i = 0; i < changeSet.changes().size(); i++) {
            var change = changeSet.changes().get(i);
            entries.add(change.entry(changeSet.origin(), revision));
            if (existed.charAt(i) == '0' && change instanceof Change.Put) {
                created.add(change.name());
            }
        }
        return new WriteResult.Applied(changeSet.origin().requestId(), new Head(position, revision), entries, created);
    }

    private static WriteResult conflict(List<String> answer) {
        var conflicts = new ArrayList<WriteResult.Found>();
        for (int i = 1; i < answer.size(); i += 2) {
            conflicts.add(found(new SettingName(answer.get(i)), answer.get(i + 1)));
        }
        return new WriteResult.Conflict(conflicts);
    }

    static WriteResult.Found found(SettingName name, String envelope) {
        return new WriteResult.Found(name, envelope.isEmpty() ? null : Codec.entry(name, envelope));
    }

    static String code(Expectation expectation) {
        if (expectation instanceof Expectation.At at) {
            return at.revision().toString();
        }
        if (expectation instanceof Expectation.OneOf any) {
            return any.revisions().stream().sorted().map(Revision::toString).collect(Collectors.joining(",", "=", ""));
        }
        if (expectation instanceof Expectation.Absent) {
            return "-";
        }
        return expectation instanceof Expectation.IsPresent ? "+" : "*";
    }

    /** The same for two requests only if they ask for the same; lengths keep the parts apart. */
    static String fingerprint(List<String> changes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : changes) {
                var bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 (expected: every Java platform has it)", e);
        }
    }
}
