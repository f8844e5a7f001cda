package io.sluice.api.nodes;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sluice.api.ApiNode;
import io.sluice.browser.Chromium;
import io.sluice.browser.Tab;
import io.sluice.servers.RedisServer;
import io.sluice.servers.TcpProxy;
import io.sluice.servers.TcpProxy.Direction;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.Rejection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The nodes in the admin console: a fleet of its own, whose members do what members of a fleet do. */
class NodesConsoleIT {
    private static final Namespace SHOP = new Namespace("shop");
    private static final RedisServer REDIS = RedisServer.launch();
    private static final ApiNode NODE = ApiNode.start(REDIS, "--sluice.watch.heartbeat=500ms");

    /** A picture is to have a line in its chart. */
    private static final int POLLS =
            System.getProperty("sluice.screenshots", "").isEmpty() ? 1 : 25;

    @BeforeAll
    static void create() {
        NODE.create("shop");
        NODE.create("limits");
    }

    @AfterAll
    static void stop() {
        NODE.close();
        REDIS.close();
    }

    private static Tab open(String place) {
        var tab = Chromium.shared().open(NODE.address() + "/#/" + place).signIn(ApiNode.READER);
        tab.page().locator("h1").waitFor();
        return tab;
    }

    private static Locator rows(Tab tab) {
        return tab.page().locator(".scroll tbody tr");
    }

    private static Locator row(Tab tab, String host) {
        return rows(tab).filter(new Locator.FilterOptions().setHasText(host));
    }

    private static void write(int value) {
        NODE.put("/v1/namespaces/shop/settings/limits.max", "{\"value\":" + value + "}");
    }

    @Test
    void nodesWhenTheFleetIsWellThenHowFarEachIsAndHowLongChangesTake() {
        try (var service = FleetMember.of("checkout", REDIS.host(), REDIS.port(), SHOP, List.of());
                var tab = open("nodes")) {
            assertThat(row(tab, service.host())).containsText("live");
            assertThat(row(tab, service.host())).containsText("2.4.1");
            assertThat(row(tab, "sluice-api")).containsText("live");
            assertThat(tab.page().getByRole(AriaRole.STATUS).first()).containsText("2 nodes 2 live");
            tab.page().getByLabel("Namespace").selectOption("shop");
            var offset = row(tab, service.host()).locator("[data-title=Offset]");
            var before = Long.parseLong(offset.textContent());
            write(1);
            write(2);
            assertThat(offset).hasText(Long.toString(before + 2));
            assertThat(row(tab, service.host()).locator("[data-title=Lag]")).hasText("0");
            assertThat(row(tab, service.host()).locator("[data-title='p50 / p99']"))
                    .containsText("ms");
            assertThat(tab.page().locator(".figures")).containsText("p99");
            assertThat(tab.page().locator(".chart canvas")).isVisible();
            tab.await(DRAWN);
            tab.dark().await(DRAWN);
            tab.requireAccessible();
            tab.page().reload();
            assertThat(tab.page().getByLabel("Namespace")).hasValue("shop");
        }
    }

    /** Whether there is a line in the colour of the first one, with all that it takes to draw it. */
    private static final String DRAWN = """
            () => {
              const canvas = document.querySelector('.chart canvas');
              const data = canvas && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              const probe = document.createElement('i');
              probe.style.color = 'var(--chart-2)';
              document.body.append(probe);
              const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
              probe.remove();
              for (let i = 0; data && i < data.length; i += 4) {
                if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] > 200) return true;
              }
              return false;
            }
            """;

    @Test
    void nodesWhenOneIsCutOffFromItsSubscriptionThenStaleAndOnTopUntilItIsBack() {
        try (var proxy = TcpProxy.to(REDIS);
                var service = FleetMember.of("warehouse", proxy.host(), proxy.port(), SHOP, List.of());
                var tab = open("nodes")) {
            assertThat(row(tab, service.host())).containsText("live");
            proxy.rewrite(Direction.TO_SERVER, "SUBSCRIBE", "SUBSCRIBX");
            proxy.reset();
            assertThat(row(tab, service.host())).containsText("stale");
            assertThat(rows(tab).first()).containsText("warehouse-1");
            assertThat(tab.page().getByRole(AriaRole.STATUS).first()).containsText("1 stale");
            proxy.pass();
            assertThat(row(tab, service.host())).containsText("live");
        }
    }

    @Test
    void nodesWhenOneRejectsAValueThenOnTopWithTheReasonAndADetailPage() {
        var rejection = new Rejection(
                SHOP, new SettingName("limits.max"), new Revision(1_764_001_000_000_000L), "more than the pool has");
        try (var service = FleetMember.of("checkout", REDIS.host(), REDIS.port(), SHOP, List.of(rejection));
                var other = FleetMember.of("basket", REDIS.host(), REDIS.port(), SHOP, List.of());
                var proxy = TcpProxy.to(REDIS);
                var stale = FleetMember.of("warehouse", proxy.host(), proxy.port(), SHOP, List.of());
                var tab = open("nodes")) {
            assertThat(row(tab, service.host())).containsText("rejects values");
            assertThat(rows(tab).first()).containsText("limits.max: more than the pool has");
            proxy.rewrite(Direction.TO_SERVER, "SUBSCRIBE", "SUBSCRIBX");
            proxy.reset();
            assertThat(rows(tab).first()).containsText(stale.host());
            for (int i = 0; i < POLLS; i++) {
                int value = i;
                tab.page().waitForResponse(answer -> answer.url().contains("/v1/nodes"), () -> write(value));
            }
            assertThat(tab.page().locator(".figures")).containsText("p99");
            tab.screenshot("admin-nodes");
            tab.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("checkout-1"))
                    .click();
            assertThat(tab.page().locator("h1")).containsText("checkout-1 rejects values");
            assertThat(tab.page().getByRole(AriaRole.ALERT)).containsText("does not use some of the values");
            assertThat(rows(tab).filter(new Locator.FilterOptions().setHasText("more than the pool has")))
                    .containsText("1764001000000000");
            assertThat(rows(tab).first().locator("[data-title=Lag]")).hasText("0");
            tab.requireAccessible().screenshot("admin-node");
            tab.page().getByText("All nodes").click();
            assertThat(row(tab, other.host())).containsText("live");
        }
    }

    @Test
    void nodesWhenOneVanishesThenShownAsGone() {
        try (var proxy = TcpProxy.to(REDIS);
                var service = FleetMember.of("returns", proxy.host(), proxy.port(), SHOP, List.of());
                var tab = open("nodes")) {
            assertThat(row(tab, service.host())).containsText("live");
            proxy.cut();
            assertThat(row(tab, service.host())).containsText("gone");
            assertThat(tab.page().getByRole(AriaRole.STATUS).first()).containsText("1 gone");
            row(tab, service.host()).getByRole(AriaRole.LINK).click();
            assertThat(tab.page().locator("main")).containsText("It has ended, or cannot reach Redis");
            tab.requireAccessible();
            proxy.pass();
            assertThat(tab.page().locator("h1")).containsText("live");
        }
    }

    @Test
    void nodesWhenFilteredThenOnlyThoseAndTheAddressLeadsBackToThem() {
        try (var service = FleetMember.of("checkout", REDIS.host(), REDIS.port(), SHOP, List.of());
                var tab = open("nodes")) {
            assertThat(row(tab, service.host())).isVisible();
            var filter = tab.page().getByLabel("Filter");
            filter.fill("CHECK 2.4");
            assertThat(row(tab, "sluice-api")).hasCount(0);
            assertThat(rows(tab)).hasCount(1);
            tab.page().reload();
            assertThat(filter).hasValue("CHECK 2.4");
            assertThat(rows(tab)).hasCount(1);
            filter.fill("nobody");
            assertThat(tab.page().getByText("No node matches the filter")).isVisible();
        }
    }

    @Test
    void nodeWhenThereIsNoSuchThenSaidAndNothingBreaks() {
        try (var tab = open("nodes/no-such-node")) {
            assertThat(tab.page().getByText("There is no such node")).isVisible();
        }
    }
}
