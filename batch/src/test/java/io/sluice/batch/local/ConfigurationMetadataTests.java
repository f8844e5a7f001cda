package io.sluice.batch.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.setting.Namespace;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfigurationMetadataTests {
    private static final Namespace NAMESPACE = new Namespace("n");

    @Test
    void readWhenClassPathIsThatOfTheLocalRunThenMoreThanEightHundredSettings() {
        var input = ConfigurationMetadata.read(ConfigurationMetadataTests.class.getClassLoader(), null);

        assertThat(input.namespace()).isEqualTo(new Namespace("spring-boot"));
        assertThat(input.values().size()).isGreaterThan(800);
        assertThat(input.values().get("spring.datasource.url"))
                .isEqualTo(Json.read("{\"type\":\"java.lang.String\",\"description\":\"JDBC URL of the database.\"}"));
    }

    @Test
    void inputWhenSomethingIsNotSaidThenTheValueLacksIt() {
        var document = Json.read(
                "{\"properties\":[{\"name\":\"a.b\",\"type\":\"int\",\"defaultValue\":7,\"sourceType\":\"X\"}]}");

        var input = ConfigurationMetadata.input(List.of(document), NAMESPACE);

        assertThat(input.values()).containsOnlyKeys("a.b");
        assertThat(input.values().get("a.b")).isEqualTo(Json.read("{\"default\":7,\"type\":\"int\"}"));
    }

    @Test
    void inputWhenAPropertyIsDescribedTwiceThenBothAreMergedInWhateverOrder() {
        var one = Json.read("{\"properties\":[{\"name\":\"a\",\"type\":\"int\",\"description\":\"First.\"}]}");
        var two = Json.read("{\"properties\":[{\"name\":\"a\",\"type\":\"long\",\"defaultValue\":1}]}");

        var input = ConfigurationMetadata.input(List.of(one, two), NAMESPACE);

        assertThat(input).isEqualTo(ConfigurationMetadata.input(List.of(two, one), NAMESPACE));
        assertThat(input.values().get("a"))
                .isEqualTo(Json.read("{\"default\":1,\"description\":\"First.\",\"type\":\"int\"}"));
    }

    @Test
    void inputWhenANameIsNoSettingNameThenItIsLeftOutWithTheReason() {
        var document = Json.read("{\"properties\":[{\"name\":\"good\"},{\"name\":\"not good\"},{\"type\":\"int\"}]}");

        var input = ConfigurationMetadata.input(List.of(document), NAMESPACE);

        assertThat(input.values()).containsOnlyKeys("good");
        assertThat(input.leftOut()).containsOnlyKeys("", "not good");
        assertThat(input.leftOut().get("not good")).contains("white space");
    }
}
