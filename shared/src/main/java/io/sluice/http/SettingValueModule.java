package io.sluice.http;

import io.sluice.setting.SettingValue;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Reads any JSON value, {@code null} among them, into a {@link SettingValue} and writes it as it is. Only white space and
 * the spelling of strings change; a number keeps every digit.
 */
final class SettingValueModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    SettingValueModule(DataSize limit) {
        super("sluice-values");
        addSerializer(SettingValue.class, new Writer());
        addDeserializer(SettingValue.class, new Reader(limit.toBytes()));
    }

    private static final class Writer extends StdSerializer<SettingValue> {
        Writer() {
            super(SettingValue.class);
        }

        @Override
        public void serialize(SettingValue value, JsonGenerator generator, SerializationContext context) {
            generator.writeRawValue(value.json());
        }
    }

    private static final class Reader extends StdDeserializer<SettingValue> {
        private static final SettingValue NULL = new SettingValue("null");
        private static final JsonFactory JSON = new JsonFactory();
        private static final String WELL_FORMED = "text without unpaired surrogates";

        /** Below the 500 at which JSON readers commonly stop, for whatever carries a value has a few levels of its own. */
        private static final int DEEPEST = 480;

        private final long limit;

        Reader(long limit) {
            super(SettingValue.class);
            this.limit = limit;
        }

        @Override
        public SettingValue deserialize(JsonParser parser, DeserializationContext context) {
            var text = new StringWriter();
            try (var generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
                copy(parser, generator);
            }
            var json = text.toString();
            if (json.length() > limit || json.getBytes(StandardCharsets.UTF_8).length > limit) {
                var expected = "at most " + limit + " bytes of compact JSON in UTF-8";
                var field = field(parser.streamReadContext());
                throw ProblemException.of(
                                ProblemType.TOO_LARGE, "%s: too large (expected: %s)".formatted(field, expected))
                        .at(field, expected);
            }
            return new SettingValue(json);
        }

        /** A value that is {@code null}. */
        @Override
        public SettingValue getNullValue(DeserializationContext context) {
            return NULL;
        }

        /** No value at all, which is not the same. */
        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }

        /** Where in the body the value stands, such as {@code changes[3].value}. */
        private static String field(TokenStreamContext innermost) {
            var path = new StringBuilder();
            for (var context = innermost; context != null; context = context.getParent()) {
                if (context.inObject() && context.hasCurrentName()) {
                    path.insert(0, "." + context.currentName());
                } else if (context.inArray()) {
                    path.insert(0, "[" + context.getCurrentIndex() + "]");
                }
            }
            return path.isEmpty() ? "value" : path.substring(1);
        }

        private static void copy(JsonParser parser, JsonGenerator generator) {
            int depth = 0;
            var token = parser.currentToken();
            while (true) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > DEEPEST) {
                    var expected = "at most " + DEEPEST + " levels";
                    throw ProblemException.invalid(
                            "value", "value: too deep (expected: %s)".formatted(expected), expected);
                }
                copy(token, parser, generator);
                if (depth == 0) {
                    return;
                }
                token = parser.nextToken();
            }
        }

        private static void copy(JsonToken token, JsonParser parser, JsonGenerator generator) {
            switch (token) {
                case START_OBJECT -> generator.writeStartObject();
                case END_OBJECT -> generator.writeEndObject();
                case START_ARRAY -> generator.writeStartArray();
                case END_ARRAY -> generator.writeEndArray();
                case PROPERTY_NAME -> generator.writeName(wellFormed(parser.currentName()));
                case VALUE_STRING -> generator.writeString(wellFormed(parser.getString()));
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getString());
                case VALUE_TRUE -> generator.writeBoolean(true);
                case VALUE_FALSE -> generator.writeBoolean(false);
                case VALUE_NULL -> generator.writeNull();
                default -> throw ProblemException.of(ProblemType.MALFORMED_JSON, "value: incomplete");
            }
        }

        /** UTF-8 has no form for half a surrogate pair. */
        private static String wellFormed(String text) {
            if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
                throw ProblemException.invalid(
                        "value", "value: an unpaired surrogate (expected: %s)".formatted(WELL_FORMED), WELL_FORMED);
            }
            return text;
        }
    }
}
