package io.sluice.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class LibrarySchemaTests {
    @Test
    void statementsWhenCommentsDropsAndCommitThenOnlyWhatBuilds() {
        assertThat(LibrarySchema.statements("""
                # it's a comment; really
                -- and another
                DROP TABLE IF EXISTS a;
                CREATE TABLE a (
                  b INT
                );
                commit;
                """)).containsExactly("CREATE TABLE a (\n  b INT\n)");
    }

    @Test
    void statementsWhenQuartzThenElevenTablesAndNothingIsDropped() {
        var quartz = new ArchiveConfiguration().quartzSchema();
        assertThat(((LibrarySchema) quartz).statements())
                .noneMatch(statement -> statement.startsWith("DROP"))
                .filteredOn(statement -> statement.startsWith("CREATE TABLE"))
                .hasSize(11);
    }

    @Test
    void statementsWhenBatchThenNineTables() {
        var batch = new ArchiveConfiguration().batchSchema();
        assertThat(((LibrarySchema) batch).statements())
                .filteredOn(statement -> statement.startsWith("CREATE TABLE"))
                .hasSize(9);
    }

    @Test
    void ofWhenTheScriptIsMissingThenSaysWhichOne() {
        assertThatThrownBy(() -> LibrarySchema.of("9", "none", "no/such.sql"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("script no/such.sql");
    }
}
