package io.sluice.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.batch.servers.DatabaseServer;
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

/** The tables of meters in docs/operations.md, for batch. */
class MetersPageIT {
    private static final String TOKENS = """
            sluice.access.tokens[0].owner=rita
            sluice.access.tokens[0].role=reader
            sluice.access.tokens[0].token=another-token-of-a-reader
            """;

    private final MeterPage page = MeterPage.read();

    @TempDir
    private Path folder;

    private BatchNode node;

    @BeforeEach
    void start() throws IOException {
        var tokens = Files.writeString(folder.resolve("tokens.properties"), TOKENS);
        node = BatchNode.start(
                RedisServer.shared(),
                DatabaseServer.shared().freshSchema("meters_page_it"),
                "spring.quartz.auto-startup=false",
                "sluice.access.file=" + tokens);
        node.namespace();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void pageWhenComparedWithWhatIsToldThenHasEveryMeterWithItsTagsAndNoOther() {
        assertThat(page.own("batch")).isNotEmpty();
        await().untilAsserted(() -> assertThat(scrape().own()).isEqualTo(page.own("batch")));
        assertThat(scrape().undescribed()).isEmpty();
    }

    @Test
    void pageWhenItNamesMetersOfOthersThenTheyAreThere() {
        scrape(); // a call, so that calls are measured
        var told = scrape().all();
        assertThat(page.others("batch")).isNotEmpty().allSatisfy((name, tags) -> {
            assertThat(told).containsKey(name);
            assertThat(told.get(name)).containsAll(tags);
        });
    }

    private Scrape scrape() {
        return new Scrape(new BatchHttp(node).get("/actuator/prometheus").body());
    }
}
