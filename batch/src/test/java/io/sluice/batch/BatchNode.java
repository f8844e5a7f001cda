package io.sluice.batch;

import io.sluice.batch.run.Admission;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunRequest;
import io.sluice.batch.run.RunScope;
import io.sluice.batch.run.Runs;
import io.sluice.batch.run.Trigger;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.RedisStore;
import io.sluice.store.TestStore;
import io.sluice.store.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** A running node, with short words for what tests do to it. */
public final class BatchNode implements AutoCloseable {
    public static final String READER = "token-of-a-reader";
    public static final String OPERATOR = "token-of-an-operator";
    /** An operator's, good only for the namespace {@code confined}. */
    public static final String CONFINED = "token-of-a-confined-operator";

    public static final String EXPIRED = "token-of-a-former-operator";
    public static final String EDITOR = "token-of-an-editor";

    /** Nodes of this JVM that shall be one cluster have to be given the same one. */
    private static final String SCHEDULER = "--spring.quartz.properties[org.quartz.scheduler.instanceName]=";

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final ConfigurableApplicationContext context;
    private final RedisStore editors;

    private BatchNode(ConfigurableApplicationContext context, RedisStore editors) {
        this.context = context;
        this.editors = editors;
    }

    /** The node that most tests share. Its schedule does not run. */
    public static BatchNode shared() {
        return Shared.NODE;
    }

    /** Starts one, with further properties as {@code name=value}. */
    public static BatchNode start(RedisServer redis, String jdbcUrl, String... properties) {
        return start(redis.host(), redis.port(), jdbcUrl, properties);
    }

    /** Starts one that reaches Redis by way of a proxy, as those do that write here. */
    public static BatchNode start(TcpProxy redis, String jdbcUrl, String... properties) {
        return start(redis.host(), redis.port(), jdbcUrl, properties);
    }

    private static BatchNode start(String redisHost, int redisPort, String jdbcUrl, String... properties) {
        var arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--sluice.access.failures=0",
                "--spring.data.redis.host=" + redisHost,
                "--spring.data.redis.port=" + redisPort,
                "--spring.data.redis.username=" + RedisUsers.BATCH,
                "--spring.data.redis.password=" + RedisUsers.password(RedisUsers.BATCH),
                "--spring.datasource.url=" + jdbcUrl,
                "--spring.datasource.username=" + DatabaseServer.shared().user(),
                "--spring.datasource.password=" + DatabaseServer.shared().password()));
        arguments.addAll(token(0, "rita", "reader", READER));
        arguments.addAll(token(1, "olga", "operator", OPERATOR));
        arguments.addAll(token(2, "connie", "operator", CONFINED));
        arguments.add("--sluice.access.tokens[2].namespaces=confined");
        arguments.addAll(token(3, "oscar", "operator", EXPIRED));
        arguments.add("--sluice.access.tokens[3].expires=2026-01-01T00:00:00Z");
        arguments.addAll(token(4, "eddie", "editor", EDITOR));
        // Quartz keeps data sources by the scheduler's name for the whole JVM.
        arguments.add(SCHEDULER + UUID.randomUUID());
        // What it restores by itself would be among the runs of the test.
        arguments.add("--sluice.restore.every=0s");
        Arrays.stream(properties).map("--"::concat).forEach(arguments::add);
        // Spring would put all values of a property together.
        var last = new LinkedHashMap<String, String>();
        arguments.forEach(argument -> last.put(argument.substring(0, argument.indexOf('=')), argument));
        var context = new SpringApplicationBuilder(SluiceBatch.class, HookedBacklog.Configuration.class)
                .run(last.values().toArray(String[]::new));
        return new BatchNode(context, TestStore.on(redisHost, redisPort));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    private <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public HookedBacklog backlog() {
        return bean(HookedBacklog.class);
    }

    public JdbcTemplate jdbc() {
        return bean(JdbcTemplate.class);
    }

    public Runs runs() {
        return bean(Runs.class);
    }

    /** A namespace that no other test has. */
    public Namespace namespace() {
        var namespace = new Namespace("t-" + UUID.randomUUID());
        create(namespace);
        return namespace;
    }

    /** Makes a namespace known, as an api node does: batch itself has no right to. */
    public void create(Namespace namespace) {
        editors.settings().register(namespace);
    }

    /** Writes one value. */
    public Revision put(Namespace namespace, String name, String json) {
        return write(namespace, new Change.Put(new SettingName(name), new SettingValue(json)));
    }

    public Revision remove(Namespace namespace, String name) {
        return write(namespace, new Change.Remove(new SettingName(name)));
    }

    /** Writes a change set. */
    public Revision write(Namespace namespace, Change... changes) {
        var set = new ChangeSet(namespace, List.of(changes), new Origin("alice", "a test", RequestId.random()));
        var result = editors.settings().write(set);
        if (result instanceof WriteResult.Applied applied) {
            return applied.head().revision();
        }
        throw new IllegalStateException("write: " + result);
    }

    /** Offers entries with the revisions that they have, as an api node does with what Redis has lost. */
    public int merge(Namespace namespace, List<? extends Entry> entries) {
        return editors.settings().merge(namespace, entries);
    }

    /** Starts a drain of one namespace and waits for its end. */
    public Run drain(Namespace namespace) {
        return await(start(new RunScope(namespace)));
    }

    public Admission start(RunScope scope) {
        return runs().start(new RunRequest("drain", scope, new Trigger(Trigger.Kind.OPERATOR, "olga")));
    }

    public Run await(Admission admission) {
        try {
            var run = runs().await(admission.run(), LONGEST);
            if (run.isRunning()) {
                throw new IllegalStateException("run: still running: " + run);
            }
            return run;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The record of a run of the drain that a process has started and not ended. */
    public long abandonedRun(Namespace namespace) {
        var repository = bean(JobRepository.class);
        var parameters = new JobParametersBuilder()
                .addString("run", namespace + "-dead")
                .addString("trigger", "schedule", false)
                .addString("by", "another node", false)
                .addString("namespace", namespace.text(), false)
                .toJobParameters();
        var instance = repository.createJobInstance("drain", parameters);
        var execution = repository.createJobExecution(instance, parameters, new ExecutionContext());
        execution.setStatus(BatchStatus.STARTED);
        repository.update(execution);
        return execution.getId();
    }

    /** The same, and its process has given no sign of life for longer than one that lives. */
    public long deadRun(Namespace namespace) {
        long run = abandonedRun(namespace);
        jdbc().update(
                        "UPDATE BATCH_JOB_EXECUTION SET CREATE_TIME = CREATE_TIME - INTERVAL 61 SECOND"
                                + " WHERE JOB_EXECUTION_ID = ?",
                        run);
        return run;
    }

    /** What the archive holds: name, value, revision, in the order of the names' bytes. */
    public List<String> archived(Namespace namespace) {
        return jdbc().query(
                        "SELECT name, value, revision FROM readable_setting WHERE namespace = ? ORDER BY CAST(name AS BINARY)",
                        (row, number) -> "%s=%s@%d"
                                .formatted(row.getString("name"), row.getString("value"), row.getLong("revision")),
                        namespace.text());
    }

    /** What a contributor says of its health, details included. */
    public Health health(String contributor) {
        return Objects.requireNonNull(
                bean(contributor + "HealthIndicator", HealthIndicator.class).health(), contributor);
    }

    /** Where its HTTP is. */
    public String address() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /** How many rows a query counts. */
    public long count(String sql, Object... arguments) {
        @Nullable Long count = jdbc().queryForObject(sql, Long.class, arguments);
        return count == null ? 0 : count;
    }

    @Override
    public void close() {
        context.close();
        editors.close();
    }

    private static List<String> token(int index, String owner, String role, String token) {
        var prefix = "--sluice.access.tokens[%d].".formatted(index);
        return List.of(prefix + "owner=" + owner, prefix + "role=" + role, prefix + "token=" + token);
    }

    private static final class Shared {
        static final BatchNode NODE = start(
                RedisServer.shared(),
                DatabaseServer.shared().freshSchema("shared_node"),
                "spring.quartz.auto-startup=false");
    }
}
