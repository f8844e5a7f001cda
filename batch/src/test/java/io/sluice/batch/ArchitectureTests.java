package io.sluice.batch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The edges of the application; {@code io.sluice.batch.violations} has rooms of the same names that break them. */
class ArchitectureTests {
    private static final String ROOT = "io.sluice.batch";
    private static final String VIOLATIONS = ROOT + ".violations";
    private static final JavaClasses RIGHT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    private static final JavaClasses WRONG = new ClassFileImporter().importPackages(VIOLATIONS);

    enum Rule {
        NEITHER_FOLLOWS_NOR_SERVES_SETTINGS {
            @Override
            ArchRule in(String root) {
                return noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.sluice.watch..", "io.sluice.api..");
            }
        },
        REDIS_THROUGH_THE_STORE {
            @Override
            ArchRule in(String root) {
                return noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.lettuce..", "org.springframework.data.redis..");
            }
        },
        SQL_WHERE_THE_TABLES_ARE {
            @Override
            ArchRule in(String root) {
                return noClasses()
                        .that()
                        .resideInAnyPackage(root + ".schedule..", root + ".operate..", root + ".command..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..");
            }
        },
        NOBODY_KNOWS_WHO_ASKS {
            @Override
            ArchRule in(String root) {
                return noClasses()
                        .that()
                        .resideInAnyPackage(
                                root + ".archive..",
                                root + ".backup..",
                                root + ".drain..",
                                root + ".history..",
                                root + ".share..",
                                root + ".run..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(root + ".schedule..", root + ".operate..");
            }
        },
        COMMANDS_GO_BY_HTTP {
            @Override
            ArchRule in(String root) {
                return noClasses()
                        .that()
                        .resideInAPackage(root + ".command..")
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage("io.sluice..").and(resideOutsideOfPackage(root + ".command..")));
            }
        };

        abstract ArchRule in(String root);
    }

    @ParameterizedTest
    @EnumSource
    void batchWhenCheckedThenKeepsTheRule(Rule rule) {
        assertThat(RIGHT).hasSizeGreaterThan(30);
        rule.in(ROOT).check(RIGHT);
    }

    @ParameterizedTest
    @EnumSource
    void violationWhenCheckedThenIsCaught(Rule rule) {
        assertThatThrownBy(() -> rule.in(VIOLATIONS).check(WRONG))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was violated");
    }
}
