package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.documents.ConfigurationPage;
import org.junit.jupiter.api.Test;

/** The properties of api in docs/configuration.md. */
class ConfigurationPageTests {
    @Test
    void pageWhenComparedWithTheMetadataThenSaysTheSame() {
        var page = ConfigurationPage.committed();
        var right = page.withProperties("api", "io.sluice.api.").withValues("What api sets");

        assertThat(page.text())
                .as(
                        "docs/configuration.md says what the metadata does; if that is right, copy api/%s there",
                        right.keep())
                .isEqualTo(right.text());
    }
}
