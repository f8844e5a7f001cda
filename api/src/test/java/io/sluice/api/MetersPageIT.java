package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.meters.MeterPage;
import io.sluice.meters.Scrape;
import io.sluice.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of meters in docs/operations.md, for api. */
class MetersPageIT {
    private static final String TOKENS = """
            sluice.access.tokens[0].owner=rita
            sluice.access.tokens[0].role=reader
            sluice.access.tokens[0].token=another-token-of-a-reader
            """;

    private final MeterPage page = MeterPage.read();

    @TempDir
    private Path folder;

    private ApiNode node;

    @BeforeEach
    void start() throws IOException {
        var tokens = Files.writeString(folder.resolve("tokens.properties"), TOKENS);
        node = ApiNode.start(RedisServer.shared(), "--sluice.access.file=" + tokens);
        node.create("measured");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void pageWhenComparedWithWhatIsToldThenHasEveryMeterWithItsTagsAndNoOther() {
        assertThat(page.own("api")).isNotEmpty();
        await().untilAsserted(() -> assertThat(scrape().own()).isEqualTo(page.own("api")));
        assertThat(scrape().undescribed()).isEmpty();
    }

    @Test
    void pageWhenItNamesMetersOfOthersThenTheyAreThere() {
        var told = scrape().all();
        assertThat(page.others("api")).isNotEmpty().allSatisfy((name, tags) -> {
            assertThat(told).containsKey(name);
            assertThat(told.get(name)).containsAll(tags);
        });
    }

    private Scrape scrape() {
        return new Scrape(node.get("/actuator/prometheus").body());
    }
}
