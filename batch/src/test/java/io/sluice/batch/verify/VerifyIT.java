package io.sluice.batch.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.batch.archive.Transactions;
import io.sluice.batch.run.Admission;
import io.sluice.batch.run.Finding;
import io.sluice.batch.run.Finding.Repair;
import io.sluice.batch.run.Findings;
import io.sluice.batch.run.Intervention;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.store.Inspection;
import io.sluice.store.Quarantine;
import io.sluice.store.Restoration;
import io.sluice.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;

@Tag("servers")
class VerifyIT {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration LOAD = Duration.ofSeconds(20);
    private static final Map<String, String> REPAIR = Map.of("repair", "true");

    private static RedisServer redis;
    private static BatchNode node;

    @BeforeAll
    static void start() {
        redis = RedisServer.launch();
        node = BatchNode.start(
                redis,
                DatabaseServer.shared().freshSchema("verify_it"),
                "spring.quartz.auto-startup=false",
                "sluice.verify.findings=40");
    }

    @AfterAll
    static void stop() {
        node.close();
        redis.close();
    }

    @Test
    void verifyWhenBothHoldTheSameThenNothingIsFound() {
        var namespace = drained("a", "b", "gone");
        node.remove(namespace, "gone");
        node.drain(namespace);

        var run = verify(namespace);

        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.found()).isEmpty();
        assertThat(run.counts()).isEqualTo(new Run.Counts(6, 0, 0, 0, 0));
        assertThat(run.total()).isEqualTo(6);
        assertThat(node.runs().findings(run.id())).isEmpty();
    }

    @Test
    void verifyWhenAnEntryWaitsForTheDrainThenPendingAndNoFinding() {
        var namespace = drained("a", "b", "c");
        node.put(namespace, "a", "2");
        var refused = node.put(namespace, "b", "2");
        node.bean(Quarantine.class)
                .put(namespace, List.of(new Quarantine.Refused(name("b"), refused, "22001", "too long")));
        node.remove(namespace, "c");
        node.put(namespace, "d", "1");

        var run = verify(namespace);

        assertThat(run.found()).isEqualTo(Map.of("pending", 3L, "quarantined", 1L));
        assertThat(node.runs().findings(run.id())).isEmpty();
    }

    @Test
    void verifyWhenTheRowIsGoneThenMissingAndRepairHasTheDrainArchiveIt() {
        var namespace = drained("a", "b");
        sql("DELETE FROM setting WHERE namespace = ? AND name = 'a'", namespace);

        assertDrift(namespace, "a", "missing", Repair.DONE);
        node.drain(namespace);

        assertThat(node.archived(namespace)).hasSize(2);
        assertThat(verify(namespace).found()).isEmpty();
    }

    @Test
    void verifyWhenTheRowIsOfAnEarlierWriteThenOlderAndRepairHasTheDrainArchiveIt() {
        var namespace = drained("a");
        var first = revision(namespace, "a");
        var second = node.put(namespace, "a", "2");
        node.drain(namespace);
        sql("UPDATE setting SET revision = ?, value = '1' WHERE namespace = ?", first, namespace);

        assertDrift(namespace, "a", "older", Repair.DONE);
        node.drain(namespace);

        assertThat(node.archived(namespace)).containsExactly("a=2@" + second);
        assertThat(verify(namespace).found()).isEmpty();
    }

    @Test
    void verifyWhenRedisHoldsAnEarlierWriteThenNewerAndRepairBringsItBack() {
        var namespace = drained("a");
        var earlier = field(namespace, "a");
        node.put(namespace, "a", "2");
        node.drain(namespace);
        var later = field(namespace, "a");
        redis.command("HSET", settings(namespace), "a", earlier);

        assertDrift(namespace, "a", "newer", Repair.DONE);

        assertThat(field(namespace, "a")).isEqualTo(later);
        node.drain(namespace);
        assertThat(verify(namespace).found()).isEmpty();
    }

    @Test
    void verifyWhenRedisHasLostAFieldThenAbsentAndRepairBringsItBack() {
        var namespace = drained("a", "gone");
        node.remove(namespace, "gone");
        node.drain(namespace);
        var a = field(namespace, "a");
        var gone = field(namespace, "gone");
        redis.command("HDEL", settings(namespace), "a", "gone");

        var dry = verify(namespace);
        assertThat(dry.found()).isEqualTo(Map.of("absent", 2L));
        var run = verify(namespace, REPAIR);

        assertThat(run.found()).isEqualTo(Map.of("absent", 2L, "repaired", 2L));
        assertThat(run.counts().written()).isEqualTo(2);
        assertThat(field(namespace, "a")).isEqualTo(a);
        assertThat(field(namespace, "gone")).isEqualTo(gone);
        node.drain(namespace);
        assertThat(verify(namespace).found()).isEmpty();
    }

    @Test
    void verifyWhenRedisLacksARemovalThatItNeedNotRememberThenNothingIsFound() {
        var namespace = drained("a");
        insert(namespace, "long/gone", "tombstone", null, micros(Instant.now().minus(8, ChronoUnit.DAYS)));
        assertThat(verify(namespace).found()).isEmpty();
    }

    @Test
    void verifyWhenOneRevisionIsNotTheSameThenItTellsWhereItWasChangedAndTouchesNothing() {
        var namespace = drained("in-mysql", "in-redis", "in-both", "unknown", "author");
        sql(
                "UPDATE setting SET value = '2' WHERE namespace = ? AND name IN ('in-mysql', 'in-both', 'unknown')",
                namespace);
        sql("UPDATE setting SET author = 'mallory' WHERE namespace = ? AND name = 'author'", namespace);
        sql("DELETE FROM setting_history WHERE namespace = ? AND name = 'unknown'", namespace);
        for (var name : new String[] {"in-redis", "in-both"}) {
            redis.command(
                    "HSET", settings(namespace), name, field(namespace, name).replace("\"value\":1", "\"value\":3"));
        }
        var before = dump(namespace);

        for (var options : List.of(Map.<String, String>of(), REPAIR)) {
            var run = verify(namespace, options);
            assertThat(run.found()).isEqualTo(Map.of("different", 5L));
            assertThat(node.runs().findings(run.id()))
                    .allMatch(finding -> finding.repair() == Repair.NONE)
                    .extracting(finding -> finding.name() + ": " + finding.detail())
                    .containsExactlyInAnyOrder(
                            "in-mysql: not the same at one revision: value;"
                                    + " Redis agrees with the history: the archive was changed by hand",
                            "in-redis: not the same at one revision: value;"
                                    + " the archive agrees with the history: Redis was changed by hand",
                            "in-both: not the same at one revision: value; neither agrees with the history",
                            "unknown: not the same at one revision: value;"
                                    + " the history does not have this revision",
                            "author: not the same at one revision: author;"
                                    + " Redis agrees with the history: the archive was changed by hand");
        }
        assertThat(dump(namespace)).isEqualTo(before);
    }

    @Test
    void verifyWhenSomethingIsNoEntryThenUnreadableAndItStays() {
        var namespace = drained("a", "broken", "rotten", "weird");
        redis.command("HSET", settings(namespace), "broken", "what?", "no name", "{}");
        sql(
                "UPDATE setting SET value = '{', revision = revision + 1 WHERE namespace = ? AND name = 'rotten'",
                namespace);
        insert(namespace, "also no name", "present", "1", 20);
        insert(namespace, "lines", "present", "{\n}", 20);
        var before = dump(namespace);

        for (var options : List.of(Map.<String, String>of(), REPAIR)) {
            var run = verify(namespace, options);
            assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(run.found()).isEqualTo(Map.of("unreadable", 5L));
            assertThat(node.runs().findings(run.id()))
                    .allMatch(finding -> finding.repair() == Repair.NONE)
                    .extracting(Finding::name)
                    .containsExactlyInAnyOrder("broken", "no name", "rotten", "also no name", "lines");
        }
        assertThat(dump(namespace)).isEqualTo(before);
    }

    @Test
    void verifyWhenTheArchiveHasARevisionOfTheFutureThenAheadAndRedisIsSpared() {
        var namespace = drained("a");
        insert(namespace, "b", "present", "1", (1L << 53) - 1);
        sql("UPDATE setting SET revision = revision + 7200000000 WHERE namespace = ? AND name = 'a'", namespace);
        var before = dump(namespace);

        assertThat(verify(namespace, REPAIR).found()).isEqualTo(Map.of("ahead", 2L));
        assertThat(dump(namespace)).isEqualTo(before);
    }

    @Test
    void verifyWhenItShallNotRepairThenNothingChanges() {
        var namespace = drifted();
        var before = dump(namespace);

        var run = verify(namespace);

        assertThat(run.found())
                .isEqualTo(Map.of("missing", 1L, "newer", 1L, "absent", 1L, "different", 1L, "unreadable", 1L));
        assertThat(run.counts().written()).isZero();
        assertThat(node.runs().findings(run.id())).hasSize(5).allMatch(finding -> finding.repair() == Repair.NONE);
        assertThat(dump(namespace)).isEqualTo(before);
    }

    @Test
    void verifyWhenRepairedTwiceAtOnceThenTheSameAsOnce() throws Exception {
        var namespace = drifted();
        var threads = Executors.newFixedThreadPool(2);
        try {
            // One for all namespaces and one for this: the same twice would be one run.
            List<Callable<Run>> both =
                    List.of(() -> verify(RunScope.ALL, REPAIR), () -> verify(new RunScope(namespace), REPAIR));
            for (var run : threads.invokeAll(both)) {
                assertThat(run.get().status()).isEqualTo(BatchStatus.COMPLETED);
            }
        } finally {
            threads.shutdownNow();
        }
        node.drain(namespace);
        assertThat(verify(namespace).found()).isEqualTo(Map.of("different", 1L, "unreadable", 1L));
    }

    @Test
    void verifyWhenMoreIsFoundThanIsKeptThenAllIsCounted() {
        var names = new String[50];
        for (int i = 0; i < names.length; i++) {
            names[i] = "n" + i;
        }
        var namespace = drained(names);
        sql("DELETE FROM setting WHERE namespace = ?", namespace);

        var run = verify(namespace);

        assertThat(run.found()).isEqualTo(Map.of("missing", 50L));
        assertThat(node.runs().findings(run.id())).hasSize(40);
    }

    @Test
    void verifyWhenOnlyOneOfTheTwoKnowsANamespaceThenItIsComparedAndRepairDoesNotCallItComplete() {
        var archived = drained("a");
        var held = drained("a");
        sql("DELETE FROM setting WHERE namespace = ?", held);
        for (var part : new String[] {"settings", "feed", "meta", "history", "dirty"}) {
            redis.command("DEL", "sluice:{%s}:%s".formatted(archived, part));
        }
        redis.command("SREM", "sluice:namespaces", archived.text());
        long unreadable = verify(RunScope.ALL, Map.of()).found().getOrDefault("unreadable", 0L);
        insert("No Namespace!");

        var run = verify(RunScope.ALL, REPAIR);
        sql("DELETE FROM setting WHERE namespace = 'No Namespace!'");

        assertThat(run.found()).containsEntry("unreadable", unreadable + 1);
        assertThat(node.runs().findings(run.id()))
                .filteredOn(finding -> List.of(archived, held).contains(finding.namespace()))
                .extracting(finding -> finding.namespace() + " " + finding.kind() + " " + finding.repair())
                .containsExactlyInAnyOrder(archived + " absent DONE", held + " missing DONE");
        assertThat(field(archived, "a")).contains("\"value\":1");
        assertThat(node.backlog().namespaces()).contains(archived);
        assertThat(node.bean(Restoration.class).condition(archived).isComplete())
                .isFalse();
    }

    @Test
    void verifyWhenWritesAndDrainsGoOnThenNoFalseAlarm() throws Exception {
        var one = node.namespace();
        var two = node.namespace();
        var over = new AtomicBoolean();
        var threads = Executors.newFixedThreadPool(6);
        var runs = new ArrayList<Run>();
        var jobs = new ArrayList<Future<Integer>>();
        try {
            for (int writer = 0; writer < 3; writer++) {
                var random = new Random(writer);
                jobs.add(threads.submit(until(over, () -> {
                    var namespace = random.nextBoolean() ? one : two;
                    var name = "n" + random.nextInt(300);
                    if (random.nextInt(5) == 0) {
                        node.remove(namespace, name);
                    } else {
                        node.put(namespace, name, Integer.toString(random.nextInt()));
                    }
                })));
            }
            for (var namespace : List.of(one, two)) {
                jobs.add(threads.submit(until(over, () -> node.drain(namespace))));
            }
            long end = System.nanoTime() + LOAD.toNanos();
            while (System.nanoTime() - end < 0) {
                runs.add(verify(one));
                runs.add(verify(two));
            }
            over.set(true);
            for (var job : jobs) {
                assertThat(job.get()).as("rounds").isPositive();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }

        assertThat(runs).hasSizeGreaterThan(4).allMatch(run -> run.status() == BatchStatus.COMPLETED);
        assertThat(runs).allSatisfy(run -> assertThat(run.found().keySet()).isSubsetOf("pending"));
        node.drain(one);
        node.drain(two);
        assertThat(verify(one).found()).isEmpty();
        assertThat(verify(two).found()).isEmpty();
    }

    @Test
    void writeWhenAnEntryIsWrittenAndArchivedBehindThePageThenNothingIsFound() {
        var namespace = drained("a", "b");
        var held = node.bean(Inspection.class).page(namespace, null).held();
        node.put(namespace, "a", "2");
        node.remove(namespace, "b");
        node.drain(namespace);

        var copies = node.bean(Copies.class);
        assertThat(copies.glance(namespace, held)).as("suspects").allMatch(Copies.Pair::isDrifted);
        assertThat(copies.look(
                        namespace, held.stream().map(Inspection.Held::name).toList()))
                .noneMatch(Copies.Pair::isDrifted);
        var findings = new Findings(node.jdbc(), 0, 10);
        var transactions = node.bean(Transactions.class);
        var step = new StepExecution(0, "hash", new JobExecution(0, new JobInstance(0, "verify"), new JobParameters()));
        new HashWriter(
                        new Verification(List.of(), findings, copies, transactions, Verification.Mode.REPORT),
                        copies,
                        node.bean(ArchiveTable.class),
                        node.bean(Quarantine.class),
                        node.bean(RedisPatience.class),
                        step)
                .write(Chunk.of(new HashPage(namespace, held, List.of())));
        assertThat(findings.counts()).isEmpty();
    }

    @Test
    void verifyWhenRedisIsAwayForLongThenFailedWithTheReasonAndARestartWorks() {
        var namespace = drained("a");
        redis.stop();
        Run failed;
        try {
            failed = await(start(new RunScope(namespace), Map.of()));
        } finally {
            redis.start();
        }
        assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(failed.error()).startsWith("step hash: StoreException: Redis does not answer");

        Deadline.await("Redis again", LONGEST, () -> isThere(namespace));
        var restarted = node.runs().restart(failed.id(), new Trigger(Trigger.Kind.OPERATOR, "olga"), null);

        assertThat(restarted).isInstanceOf(Intervention.Accepted.class);
        var run = await(((Intervention.Accepted) restarted).run());
        assertThat(run.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.found()).isEmpty();
    }

    /** A namespace with five that have drifted, each in another way, and one that has not. */
    private Namespace drifted() {
        var namespace = drained("missing", "newer", "absent", "different", "unreadable", "same");
        var earlier = field(namespace, "newer");
        node.put(namespace, "newer", "2");
        node.drain(namespace);
        redis.command("HSET", settings(namespace), "newer", earlier);
        redis.command("HDEL", settings(namespace), "absent");
        redis.command("HSET", settings(namespace), "unreadable", "[]");
        sql("DELETE FROM setting WHERE namespace = ? AND name = 'missing'", namespace);
        sql("UPDATE setting SET value = '2' WHERE namespace = ? AND name = 'different'", namespace);
        return namespace;
    }

    /** Looks, repairs, and looks whether the one finding was told and repaired. */
    private void assertDrift(Namespace namespace, String name, String kind, Repair repair) {
        var before = dump(namespace);
        var dry = verify(namespace);
        assertThat(dry.found()).isEqualTo(Map.of(kind, 1L));
        assertThat(dump(namespace)).isEqualTo(before);

        var run = verify(namespace, REPAIR);
        assertThat(run.found()).isEqualTo(Map.of(kind, 1L, "repaired", 1L));
        assertThat(run.counts().written()).isOne();
        assertThat(node.runs().findings(run.id())).singleElement().satisfies(finding -> {
            assertThat(finding.namespace()).isEqualTo(namespace);
            assertThat(finding.name()).isEqualTo(name);
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.repair()).isEqualTo(repair);
        });
    }

    /** A namespace with these settings, all of value 1 and archived. */
    private static Namespace drained(String... names) {
        var namespace = node.namespace();
        for (var name : names) {
            node.put(namespace, name, "1");
        }
        assertThat(node.drain(namespace).status()).isEqualTo(BatchStatus.COMPLETED);
        return namespace;
    }

    private static Run verify(Namespace namespace) {
        return verify(namespace, Map.of());
    }

    private static Run verify(Namespace namespace, Map<String, String> options) {
        return verify(new RunScope(namespace), options);
    }

    private static Run verify(RunScope scope, Map<String, String> options) {
        var run = await(start(scope, options));
        assertThat(run.error()).isNull();
        return run;
    }

    private static long start(RunScope scope, Map<String, String> options) {
        Admission admission = node.runs()
                .start(new RunRequest("verify", scope, options, new Trigger(Trigger.Kind.OPERATOR, "olga"), null));
        return admission.run();
    }

    private static Run await(long id) {
        try {
            var run = node.runs().await(id, LONGEST);
            assertThat(run.isRunning()).isFalse();
            return run;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Callable<Integer> until(AtomicBoolean over, Runnable action) {
        return () -> {
            int rounds = 0;
            while (!over.get()) {
                action.run();
                rounds++;
            }
            return rounds;
        };
    }

    /** Whether the node reaches Redis again, and those who write do. */
    private static boolean isThere(Namespace namespace) {
        try {
            node.create(namespace);
            return node.backlog().state(namespace).isEmpty();
        } catch (StoreException e) {
            return false;
        }
    }

    /** All that both hold of a namespace. */
    private static List<String> dump(Namespace namespace) {
        var all = new ArrayList<String>();
        for (var command : new String[][] {
            {"HGETALL", "settings"},
            {"ZRANGE", "feed", "0", "-1", "WITHSCORES"},
            {"ZRANGE", "dirty", "0", "-1"},
            {"HGETALL", "meta"},
            {"XLEN", "history"}
        }) {
            command[1] = "sluice:{%s}:%s".formatted(namespace, command[1]);
            var answer = redis.command(command);
            // The order of a hash changes while it is looked through.
            all.add(String.valueOf(
                    command[0].equals("HGETALL") ? pairs((List<?>) Objects.requireNonNull(answer)) : answer));
        }
        for (var table : new String[] {"setting", "setting_history"}) {
            node.jdbc()
                    .queryForList(
                            "SELECT * FROM " + table + " WHERE namespace = ? ORDER BY name, revision", namespace.text())
                    .forEach(row -> {
                        row.replaceAll((column, value) ->
                                value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value);
                        all.add(row.toString());
                    });
        }
        return all;
    }

    private static SortedMap<String, String> pairs(List<?> flat) {
        var pairs = new TreeMap<String, String>();
        for (int i = 0; i < flat.size(); i += 2) {
            pairs.put(String.valueOf(flat.get(i)), String.valueOf(flat.get(i + 1)));
        }
        return pairs;
    }

    private static String settings(Namespace namespace) {
        return "sluice:{%s}:settings".formatted(namespace);
    }

    private static String field(Namespace namespace, String name) {
        return String.valueOf(redis.command("HGET", settings(namespace), name));
    }

    private static long revision(Namespace namespace, String name) {
        return node.count("SELECT revision FROM setting WHERE namespace = ? AND name = ?", namespace.text(), name);
    }

    private static void insert(String namespace) {
        node.jdbc()
                .update(
                        "INSERT INTO setting VALUES (?, 'a', '1', 'present', 'mallory', NULL, NOW(6), NOW(6), 20)",
                        namespace);
    }

    private static void insert(Namespace namespace, String name, String kind, @Nullable String value, long revision) {
        node.jdbc()
                .update(
                        "INSERT INTO setting VALUES (?, ?, ?, ?, 'mallory', NULL, NOW(6), NOW(6), ?)",
                        namespace.text(),
                        name,
                        value,
                        kind,
                        revision);
    }

    private static void sql(String sql, Object... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = arguments[i] instanceof Namespace namespace ? namespace.text() : arguments[i];
        }
        node.jdbc().update(sql, arguments);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static SettingName name(String text) {
        return new SettingName(text);
    }
}
