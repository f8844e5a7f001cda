package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.sluice.api.admin.PublicInItsRoom;
import io.sluice.api.nodes.ReachesIntoAdmin;
import io.sluice.batch.StandIn;
import io.sluice.store.RedisStore;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule holds for the application, and catches a class that breaks it. */
class ArchitectureTests {
    private static final JavaClasses APPLICATION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.sluice.api");

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(ArchitectureRules.NO_DATABASE, new Class<?>[] {TalksToDatabase.class}),
                Arguments.of(ArchitectureRules.NO_BATCH, new Class<?>[] {TalksToBatch.class, StandIn.class}),
                Arguments.of(ArchitectureRules.REDIS_THROUGH_THE_STORE, new Class<?>[] {RedisStore.class}),
                Arguments.of(
                        ArchitectureRules.ROOMS_APART, new Class<?>[] {ReachesIntoAdmin.class, PublicInItsRoom.class}),
                Arguments.of(ArchitectureRules.OPENAPI_APART, new Class<?>[] {ReadsOlderJson.class}),
                Arguments.of(ArchitectureRules.HIDDEN, new Class<?>[] {PublicInItsRoom.class}));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void checkWhenTheApplicationThenHolds(ArchRule rule, Class<?>[] violators) {
        assertThat(APPLICATION).hasSizeGreaterThan(10);
        rule.check(APPLICATION);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void checkWhenAClassBreaksItThenCaught(ArchRule rule, Class<?>[] violators) {
        var classes = new ClassFileImporter().importClasses(violators);
        assertThat(rule.evaluate(classes).hasViolation())
                .as(rule.getDescription())
                .isTrue();
    }
}
