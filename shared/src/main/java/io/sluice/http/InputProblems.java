package io.sluice.http;

import io.sluice.setting.InvalidInputException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with an input in the words of its sender: fields and JSON, no classes. */
final class InputProblems {
    private static final String BODY = "body";

    private InputProblems() {}

    static ProblemException of(InvalidInputException invalid) {
        return of(invalid, field(invalid.what()));
    }

    static ProblemException of(MethodArgumentTypeMismatchException mismatch) {
        var invalid = cause(mismatch, InvalidInputException.class);
        if (invalid != null) {
            return of(invalid, mismatch.getName());
        }
        var expected = expected(mismatch.getRequiredType());
        return ProblemException.invalid(
                mismatch.getName(),
                "%s: %s (expected: %s)".formatted(mismatch.getName(), mismatch.getValue(), expected),
                expected);
    }

    static ProblemException of(HttpMessageNotReadableException failure) {
        var path = path(cause(failure, JacksonException.class));
        var problem = cause(failure, ProblemException.class);
        if (problem != null) {
            return path.isEmpty() || !problem.members().containsKey("field") ? problem : problem.with("field", path);
        }
        var invalid = cause(failure, InvalidInputException.class);
        if (invalid != null) {
            var own = field(invalid.what());
            return of(invalid, path.isEmpty() || path.endsWith(own) ? own(path, own) : path + "." + own);
        }
        var mismatch = cause(failure, MismatchedInputException.class);
        if (mismatch != null) {
            return of(mismatch, path.isEmpty() ? BODY : path);
        }
        var number = cause(failure, InputCoercionException.class);
        if (number != null) {
            return wrong(path.isEmpty() ? BODY : path, expected(number.getTargetType()));
        }
        var json = cause(failure, JacksonException.class);
        return json == null ? ProblemException.invalid(BODY, "body: none (expected: JSON)", "JSON") : malformed(json);
    }

    private static ProblemException of(InvalidInputException invalid, String field) {
        return ProblemException.invalid(field, String.valueOf(invalid.getMessage()), invalid.expected());
    }

    private static ProblemException of(MismatchedInputException mismatch, String field) {
        if (mismatch instanceof UnrecognizedPropertyException unknown) {
            Collection<Object> known = Objects.requireNonNullElse(unknown.getKnownPropertyIds(), List.of());
            var expected =
                    "one of " + known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
            return ProblemException.invalid(
                    field, "%s: unknown field (expected: %s)".formatted(field, expected), expected);
        }
        return wrong(field, expected(mismatch.getTargetType()));
    }

    private static ProblemException wrong(String field, String expected) {
        return ProblemException.invalid(
                field, "%s: wrong type or value (expected: %s)".formatted(field, expected), expected);
    }

    private static ProblemException malformed(JacksonException json) {
        var location = json.getLocation();
        var where =
                location == null ? BODY : "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
        // What the parser says of the text is useful; what it says of its own settings is not.
        var what = String.valueOf(json.getOriginalMessage())
                .replaceAll("(?s)[\\r\\n].*|, from `.*?`|:? ?(to )?enable `.*", "");
        return ProblemException.of(ProblemType.MALFORMED_JSON, where + ": " + what)
                .with("field", BODY);
    }

    private static String own(String path, String field) {
        return path.isEmpty() ? field : path;
    }

    /** The words of the domain are not always those of the request. */
    private static String field(String what) {
        return switch (what) {
            case "setting name" -> "name";
            case "request id" -> "Idempotency-Key";
            default -> what;
        };
    }

    private static String path(@Nullable JacksonException failure) {
        if (failure == null) {
            return "";
        }
        var path = new StringBuilder();
        for (var step : failure.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == String.class) {
            return "a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type) ? "an object" : "another value";
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
