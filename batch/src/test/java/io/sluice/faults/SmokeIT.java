package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A short run. */
@Tag("endurance")
class SmokeIT {
    @Test
    void installationWhenFaultsBefallItThenAllLawsHold() throws SQLException {
        var result = new FaultRun(
                        Long.getLong("sluice.faults.seed", 1),
                        Duration.ofSeconds(Long.getLong("sluice.test.seconds", 60)))
                .run();
        System.out.println(result.calls().size() + " calls, " + result.acknowledged() + " lost " + result.lost()
                + " settled " + result.settled() + " messages " + result.messages());
        result.faults()
                .forEach(f -> System.out.println(
                        f.fault().row() + " " + f.fault().name() + " " + (f.to() - f.from()) / 1000));
        assertThat(result.breaches()).isEmpty();
    }
}
