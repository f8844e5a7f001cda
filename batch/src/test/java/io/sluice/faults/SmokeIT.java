package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.faults.report.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A short run, of the seed of the day if it is asked for; {@link FaultSuite} is the long one. */
@Tag("endurance")
class SmokeIT {
    @Test
    void installationWhenFaultsBefallItThenAllLawsHold() throws Exception {
        var run = new FaultRun(Long.getLong("sluice.faults.seed", 1), Duration.ofSeconds(60)).run();
        Page.write(Path.of("target", "faults"), List.of(run));
        assertThat(run.breaches()).isEmpty();
        assertThat(run.done()).isPositive();
        assertThat(run.faults()).hasSizeGreaterThan(5);
    }
}
