package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.setting.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a text says by a JSON parser that knows nothing of Sluice. */
final class JsonOracle {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(10_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonOracle() {}

    /** The text as a tree; of a member that is there twice, the last. */
    static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new AssertionError("it was read, and is not JSON", e);
        }
    }

    /** Demands that an entry was read as what stands there. */
    static void check(Entry entry, JsonNode tree) {
        assertThat(tree.path("revision").isIntegralNumber()).isTrue();
        assertThat(entry.revision().micros()).isEqualTo(tree.path("revision").longValue());
        checkContent(entry, tree);
    }

    /** The same for one whose revision may stand elsewhere. */
    static void checkContent(Entry entry, JsonNode tree) {
        assertThat(Optional.of(entry.author())).isEqualTo(string(tree.get("author")));
        assertThat(Optional.ofNullable(entry.reason())).isEqualTo(string(tree.get("reason")));
        assertThat(Optional.of(entry instanceof Entry.Present ? "present" : "tombstone"))
                .isEqualTo(string(tree.get("kind")));
        if (entry instanceof Entry.Present setting) {
            assertThat(tree(setting.value().json())).isEqualTo(tree.get("value"));
        }
    }

    /** Its text, where it is a string. */
    static Optional<String> string(@Nullable JsonNode node) {
        if (node == null) {
            return Optional.empty();
        }
        assertThat(node.isString()).as("a string: %s", node).isTrue();
        return Optional.of(node.stringValue());
    }
}
