package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.faults.report.Page;
import io.sluice.faults.report.RunReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/**
 * A long run: {@code mvn verify -Pfaults -Dsluice.faults.minutes=30 -Dsluice.faults.seed=1 -Dsluice.faults.seeds=5}. The time is
 * divided among the seeds, which follow each other; each has an installation of its own. The report is in {@code target/faults}.
 */
class FaultSuite {
    private static final Path REPORT = Path.of("target", "faults");

    @Test
    void installationsWhenFaultsBefallThemForLongThenAllLawsHold() throws Exception {
        var minutes = Long.getLong("sluice.faults.minutes", 10);
        long first = Long.getLong("sluice.faults.seed", 1);
        int seeds = Integer.getInteger("sluice.faults.seeds", 5);
        var runs = new ArrayList<RunReport>();
        for (long seed = first; seed < first + seeds; seed++) {
            var run = new FaultRun(seed, Duration.ofMinutes(minutes).dividedBy(seeds)).run();
            runs.add(run);
            Page.write(REPORT, runs);
            System.out.println(Page.summary(runs));
            assertThat(run.breaches()).as("seed " + seed).isEmpty();
        }
    }
}
