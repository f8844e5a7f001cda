package io.sluice.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/** The edges of the application. */
final class ArchitectureRules {
    static final ArchRule NO_DATABASE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..", "com.mysql..")
            .because("api never reaches MySQL");

    static final ArchRule NO_BATCH = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sluice.batch..", "org.springframework.batch..", "org.quartz..")
            .because("api and batch never use each other");

    static final ArchRule ROOMS_APART = slices().matching("io.sluice.api.(*)..")
            .should()
            .notDependOnEachOther()
            .because("admin, nodes and watch are rooms of their own");

    static final ArchRule REDIS_THROUGH_THE_STORE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lettuce..", "org.springframework.data.redis..")
            .because("nobody but the store speaks to Redis");

    static final ArchRule HIDDEN = classes()
            .that()
            .resideInAnyPackage("io.sluice.api.admin..", "io.sluice.api.nodes..", "io.sluice.api.watch..")
            .and()
            .areTopLevelClasses()
            .should()
            .notBePublic()
            .because("a controller is reached by HTTP only");

    private ArchitectureRules() {}
}
