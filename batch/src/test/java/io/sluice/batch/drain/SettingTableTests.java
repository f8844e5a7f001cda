package io.sluice.batch.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SettingTableTests {
    private static final String UPDATE = "ON DUPLICATE KEY UPDATE";
    private static final String[] ASSIGNMENTS = SettingTable.MERGE
            .substring(SettingTable.MERGE.indexOf(UPDATE) + UPDATE.length())
            .strip()
            .split(",\n *", -1);

    @Test
    void mergeWhenReadThenTheGuardIsAssignedLast() {
        assertThat(ASSIGNMENTS[ASSIGNMENTS.length - 1]).isEqualTo("revision    = GREATEST(VALUES(revision), revision)");
    }

    @Test
    void mergeWhenReadThenEveryColumnBesideTheKeyIsGuarded() {
        assertThat(ASSIGNMENTS).hasSize(7);
        assertThat(Arrays.copyOf(ASSIGNMENTS, ASSIGNMENTS.length - 1)).allSatisfy(assignment -> {
            var column = assignment.split(" ", 2)[0];
            assertThat(assignment.replaceAll("\\s+", " "))
                    .isEqualTo("%1$s = IF(VALUES(revision) > revision, VALUES(%1$s), %1$s)".formatted(column));
        });
    }
}
