package io.sluice.batch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.sluice.batch.BatchNode;
import io.sluice.batch.run.Run;
import io.sluice.batch.run.RunQuery;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.browser.Chromium;
import io.sluice.browser.Tab;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.setting.Namespace;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The node that these tests share, with proxies before its servers, and what operators do in a browser. */
final class Operated {
    private static final String SCHEMA = "console_it";
    private static final double PATIENCE = 15_000;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final RedisServer redis = RedisServer.launch();
    private final TcpProxy redisProxy = TcpProxy.to(redis);
    private final TcpProxy databaseProxy = TcpProxy.to(DatabaseServer.shared());
    private final BatchNode node;

    private Operated() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        var database = DatabaseServer.shared();
        database.freshSchema(SCHEMA);
        node = BatchNode.start(
                redisProxy,
                database.jdbcUrl(SCHEMA, databaseProxy),
                "sluice.schedule.drain.every=12h",
                "spring.datasource.hikari.connection-timeout=500",
                "spring.datasource.hikari.validation-timeout=400");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "operated-close"));
    }

    /** The one of this JVM; it ends with it. */
    static Operated shared() {
        return Shared.OPERATED;
    }

    BatchNode node() {
        return node;
    }

    TcpProxy redis() {
        return redisProxy;
    }

    TcpProxy database() {
        return databaseProxy;
    }

    /** Undoes every fault, and waits until those are connected again who write here. */
    void mend() {
        redisProxy.pass();
        databaseProxy.pass();
        await("connected again").atMost(LONGEST).ignoreExceptions().until(() -> {
            node.create(new Namespace("mended"));
            return node.backlog().namespaces().contains(new Namespace("mended"));
        });
    }

    /** A namespace of that name, which one test has for itself. */
    Namespace namespace(String name) {
        var namespace = new Namespace(name);
        node.create(namespace);
        return namespace;
    }

    /** Opens a view, such as {@code runs?job=drain}, as the owner of the token. */
    Tab open(String token, String view) {
        return Chromium.shared().open(node.address() + "/#/" + view).signIn(token);
    }

    /** The same as an operator of everything. */
    Tab open(String view) {
        return open(BatchNode.OPERATOR, view);
    }

    /** Goes to another view of a page. */
    void visit(Tab tab, String view) {
        tab.page().navigate(node.address() + "/#/" + view);
    }

    /** The newest run. */
    Run newest() {
        return node.runs().list(new RunQuery(null, null, null, null, 1)).get(0);
    }

    /** Does something while the archive takes no entry of that value. */
    <T> T refusing(String json, Supplier<T> action) {
        execute("""
                CREATE TRIGGER %s.refuse_insert BEFORE INSERT ON %s.setting FOR EACH ROW
                IF NEW.value = '%s' THEN SIGNAL SQLSTATE '22001' SET MESSAGE_TEXT = 'Data too long for column value'; END IF
                """.formatted(SCHEMA, SCHEMA, json));
        try {
            return action.get();
        } finally {
            execute("DROP TRIGGER %s.refuse_insert".formatted(SCHEMA));
        }
    }

    /** Puts an entry into quarantine. */
    void quarantine(Namespace namespace, String name) {
        node.put(namespace, name, "\"poison\"");
        refusing("\"poison\"", () -> node.drain(namespace));
    }

    /** A drain that has failed, as the archive had no table of settings. */
    Run failedRun(Namespace namespace) {
        node.put(namespace, "a", "1");
        node.jdbc().execute("RENAME TABLE setting TO setting_away");
        try {
            return node.drain(namespace);
        } finally {
            node.jdbc().execute("RENAME TABLE setting_away TO setting");
        }
    }

    static Locator button(Tab tab, String name) {
        return tab.page()
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator heading(Tab tab, String name) {
        return tab.page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
    }

    static Locator dialog(Tab tab) {
        return tab.page().getByRole(AriaRole.DIALOG);
    }

    /** The row that has that text as its heading. */
    static Locator row(Tab tab, String heading) {
        return tab.page()
                .locator("tbody tr")
                .filter(new Locator.FilterOptions()
                        .setHas(tab.page()
                                .getByRole(
                                        AriaRole.ROWHEADER,
                                        new Page.GetByRoleOptions()
                                                .setName(heading)
                                                .setExact(true))));
    }

    /** What stands in a column of a row. */
    static Locator cell(Locator row, String column) {
        return row.locator("[data-title='" + column + "']");
    }

    /** Sends the form of the open dialog. */
    static void submit(Tab tab) {
        dialog(tab).locator("button[type=submit]").click();
    }

    /** Waits until the page shows a run with that state. */
    static void requireRun(Tab tab, String job, String state) {
        var heading = tab.page()
                .getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1))
                .filter(new Locator.FilterOptions().setHasText("Run #"));
        assertThat(heading).containsText(job);
        assertThat(heading).containsText(state);
    }

    private static void execute(String sql) {
        try (var root = DatabaseServer.shared().root();
                var statement = root.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private void close() {
        node.close();
        List.of(redisProxy, databaseProxy).forEach(TcpProxy::close);
        redis.close();
    }

    private static final class Shared {
        static final Operated OPERATED = new Operated();
    }
}
