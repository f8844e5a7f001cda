package io.sluice.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * setting ← store ← watch ← client ← spring; check beside setting, for store, spring and http; http on setting and store; trace on
 * setting;
 * testing on all that needs no Redis.
 * {@code io.sluice.violations} has the same rooms, with
 * one class in each that breaks its rule.
 */
class ArchitectureTests {
    private static final String VIOLATIONS = "io.sluice.violations";
    private static final JavaClasses RIGHT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sluice");
    private static final JavaClasses WRONG = new ClassFileImporter().importPackages(VIOLATIONS);

    /** What each room may not do. */
    enum Rule {
        SETTING_NEEDS_ONLY_THE_JDK {
            @Override
            ArchRule in(String root) {
                return classes()
                        .that()
                        .resideInAPackage(root + ".setting..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "org.jspecify..", root + ".setting..");
            }
        },
        CHECK_NEEDS_ONLY_THE_JDK_AND_A_LOG {
            @Override
            ArchRule in(String root) {
                return classes()
                        .that()
                        .resideInAPackage(root + ".check..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "org.jspecify..", "org.slf4j..", root + ".check..");
            }
        },
        STORE_KNOWS_ONLY_SETTING_AND_CHECK {
            @Override
            ArchRule in(String root) {
                return noClasses()
                        .that()
                        .resideInAPackage(root + ".store..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                root + ".watch..", root + ".client..", root + ".spring..", root + ".http..");
            }
        },
        WATCH_KNOWS_NEITHER_REDIS_NOR_SPRING {
            @Override
            ArchRule in(String root) {
                return noClasses()
                        .that()
                        .resideInAPackage(root + ".watch..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.lettuce..",
                                "org.springframework..",
                                root + ".client..",
                                root + ".spring..",
                                root + ".http..");
            }
        },
        CLIENT_KNOWS_NEITHER_REDIS_NOR_CONTEXTS {
            @Override
            ArchRule in(String root) {
                return noClasses()
                        .that()
                        .resideInAPackage(root + ".client..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.lettuce..",
                                "org.springframework.beans..",
                                "org.springframework.context..",
                                "org.springframework.data..",
                                root + ".spring..",
                                root + ".http..");
            }
        },
        HTTP_KNOWS_NEITHER_REDIS_NOR_WATCH {
            @Override
            ArchRule in(String root) {
                return noClasses()
                        .that()
                        .resideInAPackage(root + ".http..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.lettuce..",
                                "org.springframework.data.redis..",
                                root + ".watch..",
                                root + ".client..",
                                root + ".spring..");
            }
        },
        TRACE_KNOWS_ONLY_SETTING {
            @Override
            ArchRule in(String root) {
                return noClasses()
                        .that()
                        .resideInAPackage(root + ".trace..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                root + ".store..",
                                root + ".watch..",
                                root + ".client..",
                                root + ".spring..",
                                root + ".http..");
            }
        },
        TESTING_IS_KNOWN_TO_NO_OTHER_ROOM {
            @Override
            ArchRule in(String root) {
                return noClasses()
                        .that()
                        .resideInAPackage(root + "..")
                        .and()
                        .resideOutsideOfPackage(root + ".testing..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(root + ".testing..");
            }
        },
        TESTING_KNOWS_NO_REDIS {
            @Override
            ArchRule in(String root) {
                return noClasses()
                        .that()
                        .resideInAPackage(root + ".testing..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.lettuce..", "org.springframework.data.redis..");
            }
        };

        abstract ArchRule in(String root);
    }

    @ParameterizedTest
    @EnumSource
    void sluiceWhenCheckedThenKeepsTheRule(Rule rule) {
        assertThatCode(() -> rule.in("io.sluice").check(RIGHT)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void violationWhenCheckedThenIsCaught(Rule rule) {
        assertThatThrownBy(() -> rule.in(VIOLATIONS).check(WRONG))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was violated");
    }
}
