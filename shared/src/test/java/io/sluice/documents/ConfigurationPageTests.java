package io.sluice.documents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The properties of shared in docs/configuration.md. */
class ConfigurationPageTests {
    @Test
    void pageWhenComparedWithTheMetadataThenSaysTheSame() {
        var page = ConfigurationPage.committed();
        var right = page.withProperties("Every process", "io.sluice.spring.")
                .withProperties("Access, limits and consoles: api and batch", "io.sluice.http.");

        assertThat(page.text())
                .as(
                        "docs/configuration.md says what the metadata does; if that is right, copy shared/%s there",
                        right.keep())
                .isEqualTo(right.text());
    }
}
