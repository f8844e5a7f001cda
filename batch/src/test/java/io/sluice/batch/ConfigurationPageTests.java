package io.sluice.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.documents.ConfigurationPage;
import org.junit.jupiter.api.Test;

/** The properties of batch in docs/configuration.md. */
class ConfigurationPageTests {
    @Test
    void pageWhenComparedWithTheMetadataThenSaysTheSame() {
        var page = ConfigurationPage.committed();
        var right = page.withProperties("batch", "io.sluice.batch.").withValues("What batch sets");

        assertThat(page.text())
                .as(
                        "docs/configuration.md says what the metadata does; if that is right, copy batch/%s there",
                        right.keep())
                .isEqualTo(right.text());
    }
}
