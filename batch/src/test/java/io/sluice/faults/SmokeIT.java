package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.faults.check.Breach;
import io.sluice.faults.report.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of {@link FaultSuite} and of {@link MutantSuite}. */
class SmokeIT {
    @Test
    void installationWhenFaultsBefallItThenAllLawsHold() throws Exception {
        var run = new FaultRun(Long.getLong("sluice.faults.seed", 1), Duration.ofSeconds(60)).run();
        Page.write(Path.of("target", "faults"), List.of(run));
        assertThat(run.breaches()).isEmpty();
        assertThat(run.done()).isPositive();
        assertThat(run.faults()).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @EnumSource(names = {"ACKNOWLEDGES_BY_NAME", "USES_OFFSETS_AGAIN"})
    void checkerWhenSluiceIsBrokenThenSaysWhichLawIs(Mutant mutant, @TempDir Path overlay) throws Exception {
        mutant.fill(overlay);
        assertThat(MutantSuite.suffer(mutant.ordeal(), List.of(overlay), mutant.laws()))
                .extracting(Breach::law)
                .containsAnyElementsOf(mutant.laws());
    }
}
