package io.sluice.api.admin;

import static io.sluice.api.ApiNode.json;
import static io.sluice.api.ProblemAssert.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ApiNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsIT {
    private static final String SETTINGS = "/v1/namespaces/settings-it/settings";

    private final ApiNode node = ApiNode.one();

    @BeforeAll
    static void fill() {
        ApiNode.one().create("settings-it");
        ApiNode.one().post("/v1/namespaces/settings-it/changes", """
                {"changes": [{"name": "!first", "value": 0}, {"name": "a/x", "value": 1}, {"name": "a/y", "value": 2},
                  {"name": "b", "value": 3}, {"name": "é", "value": 4}, {"name": "gone", "remove": true}]}
                """);
    }

    @Test
    void listWhenWholeThenByNameWithoutSluicesOwnAndWithoutTheRemoved() {
        var page = json(node.get(SETTINGS));
        assertThat(page.propertyNames())
                .containsExactlyInAnyOrder("namespace", "epoch", "offset", "revision", "settings");
        assertThat(names(SETTINGS)).containsExactly("!first", "a/x", "a/y", "b", "é");
    }

    @Test
    void listWhenPrefixThenOnlyThose() {
        assertThat(names(SETTINGS + "?prefix=a/")).containsExactly("a/x", "a/y");
        assertThat(names(SETTINGS + "?prefix=e%CC%81")).containsExactly("é");
        assertThat(names(SETTINGS + "?prefix=$")).containsExactly("$namespace");
        assertThat(names(SETTINGS + "?prefix=nothing")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 1000})
    void listWhenPagedThenEveryNameOnce(int limit) {
        var names = new ArrayList<String>();
        var query = "?limit=" + limit;
        while (!query.isEmpty()) {
            var page = json(node.get(SETTINGS + query));
            page.path("settings").forEach(entry -> names.add(entry.path("name").asString()));
            assertThat(page.path("settings").size()).isLessThanOrEqualTo(limit);
            query = page.has("next")
                    ? "?limit=" + limit + "&after="
                            + URLEncoder.encode(page.path("next").asString(), StandardCharsets.UTF_8)
                    : "";
        }
        assertThat(names).containsExactly("!first", "a/x", "a/y", "b", "é");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "x", "1.0", "0x10", "%201", "99999999999"})
    void listWhenLimitIsWrongThen400(String limit) {
        assertInvalid(node.get(SETTINGS + "?limit=" + limit), "limit");
    }

    @Test
    void listWhenAParameterIsUnknownOrTwiceThen400() {
        assertInvalid(node.get(SETTINGS + "?prefx=a"), "prefx");
        assertInvalid(node.get(SETTINGS + "?prefix=a&prefix=b"), "prefix");
        assertInvalid(node.get(SETTINGS + "/b?prefix=a"), "prefix");
    }

    private List<String> names(String path) {
        var names = new ArrayList<String>();
        json(node.get(path))
                .path("settings")
                .forEach(entry -> names.add(entry.path("name").asString()));
        return names;
    }
}
