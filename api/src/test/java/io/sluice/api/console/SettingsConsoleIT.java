package io.sluice.api.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.sluice.api.ApiNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.sluice.api.ApiNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Settings from a value that is typed to the nodes that have it, and back; what is typed outlives whatever happens. */
class SettingsConsoleIT {
    private static final ApiNode NODE = ApiNode.one();
    private static final String SECRET = "sk-never-to-be-seen";

    /** What the registry tells of a node whose listener has thrown. */
    private static final String REFUSING_NODE = """
            {"nodes": [{"id": "web-1-7", "host": "web-1", "application": "shop-web",
                "namespaces": [{"namespace": "%s", "epoch": "of-before", "offset": 1, "revision": %d}],
                "rejected": [{"namespace": "%s", "name": "limits.max", "revision": %d, "reason": "more than the pool has"}]}]}
            """;

    private String space = "";
    private String path = "";

    @BeforeEach
    void createNamespace() {
        space = "console-" + UUID.randomUUID().toString().substring(0, 8);
        path = "/v1/namespaces/" + space;
        NODE.create(space);
        set("limits.max", "42");
        set("limits.min", "1");
        set("banner", "{\"text\":\"Free delivery\",\"days\":[1,2,3],\"exact\":12345678901234567890}");
    }

    private void set(String name, String json) {
        var answer = NODE.put(path + "/settings/" + name, "{\"value\":%s,\"reason\":\"of a test\"}".formatted(json));
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    }

    private void define(String target, String json) {
        var answer = NODE.call(ApiNode.OPERATOR, "PUT", path + "/definitions/" + target, json);
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    }

    private JsonNode read(String name) {
        return json(NODE.call(ApiNode.EDITOR, "GET", path + "/settings/" + name + "?from=redis", null));
    }

    private String value(String name) {
        return read(name).path("value").toString();
    }

    private Visit editor(String place) {
        return Visit.to(NODE, ApiNode.EDITOR, place);
    }

    private Visit settings() {
        return editor("namespaces/" + space);
    }

    @Test
    void namespaceWhenCreatedThenOpenedAndTheFaultOfABadNameIsAtTheName() {
        var name = "created-" + space;
        try (var visit = editor("namespaces").foreseen("status of 400")) {
            visit.button("New namespace").click();
            visit.field("Namespace").fill("Not A Name");
            visit.field("Description").fill("of a browser");
            visit.button("Create").click();
            assertThat(visit.field("Namespace")).hasAttribute("aria-invalid", "true");
            visit.tab().requireAccessible();
            visit.page().keyboard().press("Escape");
            visit.button("New namespace").click();
            assertThat(visit.field("Description")).hasValue("of a browser");
            visit.field("Namespace").fill(name);
            visit.button("Create").click();
            assertThat(visit.text("has no settings yet")).isVisible();
        }
        assertThat(json(NODE.get("/v1/namespaces/" + name)).path("description").asString())
                .isEqualTo("of a browser");
    }

    @Test
    void changesWhenAChangeARemovalAndANewOneArePublishedThenOneWriteThatAllNodesHave() {
        try (var visit = settings()) {
            visit.type("limits.max", "60");
            assertThat(visit.text("The value is allowed.")).isVisible();
            visit.tab().requireAccessible().screenshot("admin-setting");
            visit.button("Keep draft and close").click();
            assertThat(visit.row("limits.max")).containsText("edited");
            visit.link("limits.min").click();
            visit.button("Remove").click();
            visit.button("New setting").click();
            visit.field("Name").fill("limits.new");
            visit.typeOver("{\"a\": 1.10}");
            visit.button("Add to the changes").click();
            visit.link("Review 3 drafts").click();
            assertThat(visit.text("Checked: this can be published.")).isVisible();
            assertThat(visit.card("limits.max").locator(".diff-old")).containsText("42");
            assertThat(visit.card("limits.max").locator(".diff-new")).containsText("60");
            visit.field("Reason").fill("busy season");
            visit.tab().requireAccessible().screenshot("admin-changes");
            visit.publish();
            assertThat(visit.text("nodes have it, within")).isVisible();
            assertThat(visit.text("There are no drafts.")).isVisible();
            assertThat(visit.storage()).doesNotContain("limits.new");
            visit.tab().requireAccessible().screenshot("admin-published");
        }
        assertThat(value("limits.max")).isEqualTo("60");
        assertThat(NODE.get(path + "/settings/limits.new?from=redis").body()).contains("{\"a\":1.10}");
        assertThat(read("limits.min").path("status").asInt()).isEqualTo(404);
        assertThat(read("limits.new").path("revision"))
                .isEqualTo(read("limits.max").path("revision"));
        assertThat(read("limits.max").path("reason").asString()).isEqualTo("busy season");
    }

    @Test
    void editorWhenOneDigitIsAddedThenTheOthersOfALongNumberStay() {
        try (var visit = settings()) {
            visit.link("banner").click();
            var editor = visit.page().locator(".cm-content");
            editor.getByText("12345678901234567890").click();
            visit.page().keyboard().press("End");
            visit.page().keyboard().type("1");
            visit.review();
            assertThat(visit.text("Checked:")).isVisible();
            visit.publish();
            assertThat(visit.text("There are no drafts.")).isVisible();
        }
        assertThat(NODE.get(path + "/settings/banner?from=redis").body()).contains("123456789012345678901");
    }

    @Test
    void editorWhenAValueIsWrongThenToldWhereAndNothingIsPublished() {
        define(
                "banner",
                "{\"schema\":{\"properties\":{\"days\":{\"maxItems\":3}}},\"description\":\"above the shop\"}");
        try (var visit = settings().foreseen("status of 422")) {
            visit.type("banner", "{\"days\": [1,");
            assertThat(visit.text("This is not JSON")).isVisible();
            visit.page().keyboard().type("2,3,4]}");
            assertThat(visit.page().locator(".faults")).containsText("/days");
            assertThat(visit.text("above the shop")).isVisible();
            visit.tab().requireAccessible();
            visit.review();
            assertThat(visit.card("banner").locator(".faults")).containsText("/days");
            assertThat(visit.page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Publish")))
                    .isDisabled();
        }
    }

    @Test
    void draftsWhenThePageIsLoadedAgainOrTheTokenIsRefusedThenStillThere() {
        try (var visit = settings().foreseen("status of 401")) {
            visit.type("limits.max", "{\"half\": ");
            visit.page().reload();
            assertThat(visit.page().locator(".cm-content")).containsText("half");
            visit.typeOver("77");
            visit.review();
            visit.field("Reason").fill("a long story");
            assertThat(visit.text("Checked:")).isVisible();
            visit.page()
                    .route(
                            "**/changes?*",
                            route -> route.fulfill(new Route.FulfillOptions()
                                    .setStatus(401)
                                    .setContentType("application/problem+json")
                                    .setBody("{\"type\":\"urn:sluice:problem:unauthorized\"}")));
            visit.publish();
            visit.page().getByLabel("Access token").waitFor();
            assertThat(visit.card("limits.max").locator(".diff-new")).containsText("77");
            visit.page().unroute("**/changes?*");
            visit.tab().signIn(ApiNode.EDITOR);
            assertThat(visit.text("There are no drafts.")).isVisible();
        }
        assertThat(read("limits.max").path("reason").asString()).isEqualTo("a long story");
        assertThat(value("limits.max")).isEqualTo("77");
    }

    @Test
    void twoWhenTheyEditAtOnceThenTheOneSeesTheOtherAndDecidesWhatCounts() {
        try (var first = settings();
                var second = settings().foreseen("status of 412")) {
            for (var visit : new Visit[] {first, second}) {
                assertThat(visit.page().locator(".connection")).hasText("Live");
            }
            second.type("limits.max", "99");
            second.button("Keep draft and close").click();
            second.type("limits.min", "9");
            second.button("Keep draft and close").click();
            first.type("limits.max", "50");
            first.button("Keep draft and close").click();
            first.type("limits.min", "5");
            first.review();
            assertThat(first.text("Checked:")).isVisible();
            first.publish();
            assertThat(first.text("There are no drafts.")).isVisible();
            assertThat(second.row("limits.max")).containsText("50");
            assertThat(second.row("limits.max")).containsText("conflict");
            assertThat(second.row("limits.max")).hasClass("fresh");
            second.link("Review 2 drafts").click();
            var conflict = second.card("limits.max").locator(".three > div");
            assertThat(conflict).hasText(new String[] {"You started from42", "There now50", "Yours99"});
            second.tab().requireAccessible().screenshot("admin-conflict");
            second.card("limits.min").getByText("Take theirs").click();
            assertThat(second.card("limits.min")).hasCount(0);
            second.card("limits.max").getByText("Keep mine").click();
            assertThat(second.text("Checked:")).isVisible();
            second.publish();
            assertThat(second.text("There are no drafts.")).isVisible();
        }
        assertThat(value("limits.max")).isEqualTo("99");
        assertThat(value("limits.min")).isEqualTo("5");
    }

    @Test
    void publishWhenSomebodyWasFasterThanTheStreamThenAConflictAndNothingIsLost() {
        try (var visit = settings().foreseen("status of 412")) {
            visit.type("limits.max", "99");
            visit.review();
            assertThat(visit.text("Checked:")).isVisible();
            visit.page().route("**/changes?wait*", route -> {
                set("limits.max", "50");
                route.resume();
            });
            visit.publish();
            assertThat(visit.card("limits.max").locator(".three > div"))
                    .hasText(new String[] {"You started from42", "There now50", "Yours99"});
            visit.page().unroute("**/changes?wait*");
            visit.card("limits.max")
                    .getByRole(
                            AriaRole.BUTTON,
                            new Locator.GetByRoleOptions().setName("Edit").setExact(true))
                    .click();
            visit.typeOver("75");
            visit.button("Keep draft and close").click();
            assertThat(visit.text("Checked:")).isVisible();
            visit.publish();
            assertThat(visit.text("There are no drafts.")).isVisible();
        }
        assertThat(value("limits.max")).isEqualTo("75");
    }

    @Test
    void publishWhenTheAnswerIsLostThenRepeatedWithOneEffect() {
        try (var visit = settings().foreseen("ERR_FAILED")) {
            // Nothing but the answer of a call tells this page what has happened.
            visit.page().route("**/watch*", Route::abort);
            visit.page().reload();
            visit.type("limits.max", "60");
            visit.review();
            assertThat(visit.text("Checked:")).isVisible();
            visit.page().route("**/changes?wait*", route -> {
                route.fetch();
                route.abort();
            });
            visit.publish();
            assertThat(visit.text("It is not known whether this was carried out."))
                    .isVisible();
            assertThat(value("limits.max")).isEqualTo("60");
            visit.tab().requireAccessible();
            visit.page().unroute("**/changes?wait*");
            visit.publish();
            assertThat(visit.text("There are no drafts.")).isVisible();
        }
        assertThat(json(NODE.get(path + "/history?name=limits.max"))
                        .path("changes")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void publishWhenItIsToBeArchivedThenToldThatItIsNotYet() {
        try (var visit = settings()) {
            visit.type("limits.max", "60");
            visit.review();
            visit.page().getByLabel("Safe once").selectOption("archived");
            assertThat(visit.text("Checked:")).isVisible();
            visit.publish();
            assertThat(visit.text("memory is proven, archived is waited for")).isVisible();
            visit.text("Nodes").click();
            assertThat(visit.page().locator(".nodes li").first()).containsText("within");
        }
    }

    @Test
    void publishWhenANodeRefusesTheValueThenSaidWhichAndWhy() {
        try (var visit = settings()) {
            visit.page().route("**/v1/nodes*", route -> {
                var revision = read("limits.max").path("revision").asLong();
                route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(REFUSING_NODE.formatted(space, revision, space, revision)));
            });
            visit.type("limits.max", "60");
            visit.review();
            assertThat(visit.text("Checked:")).isVisible();
            visit.publish();
            assertThat(visit.page().locator(".progress .faults"))
                    .hasText("shop-web on web-1 has limits.max and refuses its value: more than the pool has");
            visit.tab().requireAccessible().screenshot("admin-refused");
        }
    }

    @Test
    void secretWhenNotAskedForThenNowhereInThePageAndInNoStorage() {
        define("key", "{\"schema\":{\"type\":\"string\"},\"secret\":true}");
        set("key", "\"" + SECRET + "\"");
        try (var visit = settings()) {
            assertThat(visit.row("key")).containsText("secret");
            visit.link("key").click();
            assertThat(visit.button("Show and edit")).isVisible();
            assertThat(visit.page().content()).doesNotContain(SECRET);
            visit.tab().requireAccessible();
            visit.button("Show and edit").click();
            assertThat(visit.page().locator(".cm-content")).containsText(SECRET);
            visit.typeOver("\"another-secret\"");
            visit.review();
            assertThat(visit.text("Checked:")).isVisible();
            assertThat(visit.page().content()).doesNotContain(SECRET).doesNotContain("another-secret");
            assertThat(visit.storage()).doesNotContain("another-secret");
            visit.card("key").getByText("Show").click();
            assertThat(visit.card("key").locator(".diff-new")).containsText("another-secret");
            visit.publish();
            assertThat(visit.text("There are no drafts.")).isVisible();
            visit.link("History").click();
            assertThat(visit.card("key").first()).containsText("secret");
            assertThat(visit.page().content()).doesNotContain("another-secret");
        }
        assertThat(value("key")).isEqualTo("\"another-secret\"");
    }

    @Test
    void readerWhenThereThenSeesAllButSecretsAndChangesNothing() {
        define("key", "{\"schema\":{\"type\":\"string\"},\"secret\":true}");
        set("key", "\"" + SECRET + "\"");
        try (var visit = Visit.to(NODE, ApiNode.READER, "namespaces/" + space)) {
            assertThat(visit.row("limits.max")).containsText("42");
            assertThat(visit.button("New setting")).hasCount(0);
            assertThat(visit.link("Changes")).hasCount(0);
            visit.link("limits.max").click();
            assertThat(visit.page().locator("dialog pre.value")).containsText("42");
            assertThat(visit.page().locator("dialog .actions, dialog .cm-content"))
                    .hasCount(0);
            visit.tab().requireAccessible();
            visit.page().keyboard().press("Escape");
            visit.link("key").click();
            assertThat(visit.text("Only editors may see it.")).isVisible();
            visit.page().keyboard().press("Escape");
            visit.link("History").click();
            assertThat(visit.card("limits.max").first()).isVisible();
            assertThat(visit.page().getByText("Roll back")).hasCount(0);
            visit.link("Import and export").click();
            assertThat(visit.button("YAML")).isVisible();
            assertThat(visit.field("Document")).hasCount(0);
        }
    }

    @Test
    void historyWhenRolledBackThenWhatWasIsBack() {
        set("limits.max", "1000");
        try (var visit = editor("namespaces/" + space + "/history")) {
            assertThat(visit.card("limits.max").first().locator(".diff-new")).containsText("1000");
            visit.tab().requireAccessible().screenshot("admin-history");
            visit.card("limits.max").first().getByText("Roll back…").click();
            assertThat(visit.page().locator("dialog .diff-new")).containsText("42");
            visit.field("Reason").fill("too many");
            visit.tab().requireAccessible().screenshot("admin-rollback");
            visit.button("Roll back 1 setting").click();
            assertThat(visit.text("too many")).isVisible();
        }
        assertThat(value("limits.max")).isEqualTo("42");
    }

    @Test
    void definitionWhenSavedThenWhatBreaksItIsToldAndWhenRemovedGone() {
        try (var visit = Visit.to(NODE, ApiNode.OPERATOR, "namespaces/" + space + "/definitions")
                .foreseen("status of (412|422)")) {
            visit.button("New definition").click();
            visit.field("Setting").fill("limits.*");
            visit.typeOver("{\"type\": \"integre\"}");
            assertThat(visit.page().locator("dialog .fault").first()).containsText("schema at /type");
            visit.typeOver("{\"type\": \"integer\", \"maximum\": 10}");
            assertThat(visit.text("limits.max")).isVisible();
            visit.field("Description").fill("at once");
            visit.tab().requireAccessible().screenshot("admin-definition");
            visit.button("Save definition").click();
            assertThat(visit.page().locator("td", new Page.LocatorOptions().setHasText("at once")))
                    .isVisible();
            visit.tab().requireAccessible().screenshot("admin-definitions");
            visit.button("limits.*").click();
            visit.field("Description").fill("mine");
            define("limits.*", "{\"schema\":{\"type\":\"integer\"},\"description\":\"theirs\"}");
            visit.button("Save definition").click();
            assertThat(visit.page().locator(".three")).containsText("theirs");
            visit.button("Keep mine").click();
            visit.button("Save definition").click();
            assertThat(visit.page().locator("td", new Page.LocatorOptions().setHasText("mine")))
                    .isVisible();
            visit.button("Remove the definition limits.*").click();
            visit.button("Remove").click();
            assertThat(visit.text("Nothing is defined")).isVisible();
        }
        assertThat(json(NODE.get(path + "/definitions")).path("definitions").size())
                .isZero();
    }

    @Test
    void documentWhenImportedThenTheDifferenceFirst() throws IOException {
        try (var visit = editor("namespaces/" + space + "/transfer").foreseen("status of 400")) {
            var document = visit.field("Document");
            document.fill("{\"format\":1,");
            assertThat(document).hasAttribute("aria-invalid", "true");
            visit.page().getByLabel("Format").selectOption("yaml");
            document.fill("format: 1\nsettings:\n  limits.max: 7\n  banner: new\n");
            assertThat(visit.text("2 settings would change:")).isVisible();
            visit.page().getByLabel("What is not in it").selectOption("replace");
            assertThat(visit.text("3 settings would change, 1 of them removed:"))
                    .isVisible();
            visit.tab().requireAccessible().screenshot("admin-transfer");
            visit.button("Import 3 changes").click();
            assertThat(visit.text("3 changes are published.")).isVisible();
            for (var format : new String[] {"JSON", "YAML", "Java properties"}) {
                var download =
                        visit.page().waitForDownload(() -> visit.button(format).click());
                assertThat(Files.readString(download.path(), StandardCharsets.UTF_8))
                        .contains("limits.max", "7");
            }
        }
        assertThat(value("limits.max")).isEqualTo("7");
        assertThat(read("limits.min").path("status").asInt()).isEqualTo(404);
    }
}
