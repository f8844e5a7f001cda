package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mutants follow the sources, so that the long suite finds them as they are meant. */
class MutantTests {
    @ParameterizedTest
    @EnumSource
    void fillWhenItsPlacesAreInTheSourcesThenCompiles(Mutant mutant, @TempDir Path overlay) {
        mutant.fill(overlay);
        assertThat(overlay).isNotEmptyDirectory();
    }
}
