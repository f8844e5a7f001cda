package io.sluice.batch.local;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON without loss: decimals keep every digit, a key that stands twice is an error. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** @throws tools.jackson.core.JacksonException if the text is not one JSON value */
    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /** The tree that a reader would see, so that trees from any source compare. */
    static JsonNode of(@Nullable Object value) {
        return read(MAPPER.writeValueAsString(value));
    }
}
