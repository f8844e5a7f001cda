package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code mvn -Pbench verify -Dsluice.bench=<names>}. The report is in {@code target/bench}. */
class BenchSuite {
    private static final Path REPORT = Path.of("target", "bench");

    @Test
    void benchesWhenRunThenTheirFiguresAreTold() throws Exception {
        var results = new Results();
        for (var bench : Bench.named(System.getProperty("sluice.bench", ""))) {
            bench.run(results);
            results.write(REPORT);
        }
        assertThat(REPORT.resolve("results.json")).isNotEmptyFile();
    }
}
