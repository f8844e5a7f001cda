package io.sluice.client;

import io.sluice.setting.Entry;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Period;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.convert.PeriodStyle;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Reads JSON as the types of those who ask. What it says of a value that does not fit never quotes it. Thread-safe. */
final class Converter {
    private final JsonMapper mapper;

    /**
     * Reads as this mapper does, but never rounds, and takes durations, periods and sizes as Spring Boot writes them.
     *
     * @param mapper with the application's own modules
     */
    Converter(JsonMapper mapper) {
        this.mapper = mapper.rebuild()
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .addModule(new SimpleModule("sluice-units")
                        .addDeserializer(
                                Duration.class,
                                new UnitDeserializer<>(
                                        Duration.class, Converter::duration, "a duration such as 30s or PT30S"))
                        .addDeserializer(
                                Period.class,
                                new UnitDeserializer<>(
                                        Period.class, PeriodStyle::detectAndParse, "a period such as 7d or P7D"))
                        .addDeserializer(
                                DataSize.class,
                                new UnitDeserializer<>(DataSize.class, Converter::size, "a size such as 10MB")))
                .build();
    }

    /**
     * The value as that type; null for JSON's null.
     *
     * @throws InvalidSettingException if it does not fit
     */
    @Nullable
    Object convert(Entry.Present setting, Type type) {
        try {
            return unmodifiable(mapper.readValue(setting.value().json(), mapper.constructType(type)));
        } catch (JacksonException e) {
            throw new InvalidSettingException(setting.name().text(), reason(e, type));
        } catch (NumberFormatException e) {
            // An exponent beyond the 32 bits that BigDecimal has for it.
            throw new InvalidSettingException(setting.name().text(), "does not fit " + name(type));
        }
    }

    /** Every reader is given the same instance. */
    private static @Nullable Object unmodifiable(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return Collections.unmodifiableList(list);
        }
        if (value instanceof Set<?> set) {
            return Collections.unmodifiableSet(set);
        }
        return value instanceof Map<?, ?> map ? Collections.unmodifiableMap(map) : value;
    }

    private static String reason(JacksonException e, Type type) {
        var where = e instanceof DatabindException databind ? path(databind) : "";
        if (e instanceof UnitException unit) {
            return where + "not " + unit.expected;
        }
        if (e instanceof ValueInstantiationException && e.getCause() != null) {
            // In the words of the type itself, which has looked at the value and does not want it.
            return where + e.getCause().getMessage();
        }
        return where + "does not fit " + name(type);
    }

    /** Where in the value, in the manner of JavaScript; empty for the value as a whole. */
    private static String path(DatabindException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getPropertyName() != null) {
                path.append('.').append(step.getPropertyName());
            } else {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return path.isEmpty() ? "" : path + ": ";
    }

    private static String name(Type type) {
        if (type instanceof Class<?> plain) {
            return plain.getSimpleName();
        }
        if (type instanceof ParameterizedType parameterized) {
            var of = String.join(
                    ", ",
                    List.of(parameterized.getActualTypeArguments()).stream()
                            .map(Converter::name)
                            .toList());
            return name(parameterized.getRawType()) + "<" + of + ">";
        }
        return type.getTypeName();
    }

    /** A bare number would leave its unit to guesswork. */
    private static Duration duration(String text) {
        if (text.chars().allMatch(Character::isDigit)) {
            throw new IllegalArgumentException("no unit");
        }
        return DurationStyle.detectAndParse(text);
    }

    private static DataSize size(String text) {
        if (text.chars().allMatch(Character::isDigit)) {
            throw new IllegalArgumentException("no unit");
        }
        return DataSize.parse(text);
    }

    /** A text that is no such unit. */
    private static final class UnitException extends DatabindException {
        private static final long serialVersionUID = 1L;

        private final String expected;

        UnitException(JsonParser parser, String expected) {
            super(parser, expected);
            this.expected = expected;
        }
    }

    private static final class UnitDeserializer<T> extends StdDeserializer<T> {
        private final Function<String, T> reading;
        private final String expected;

        UnitDeserializer(Class<T> type, Function<String, T> reading, String expected) {
            super(type);
            this.reading = reading;
            this.expected = expected;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                try {
                    return reading.apply(parser.getString());
                } catch (IllegalArgumentException e) {
                    throw new UnitException(parser, expected);
                }
            }
            throw new UnitException(parser, expected);
        }
    }
}
