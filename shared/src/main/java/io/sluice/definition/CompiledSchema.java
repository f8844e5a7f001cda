package io.sluice.definition;

import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.DialectId;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
import com.networknt.schema.format.Formats;
import com.networknt.schema.keyword.FormatKeyword;
import com.networknt.schema.regex.RegularExpressionFactory;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A JSON Schema 2020-12 that is ready to judge values. It never reads anything but itself, and a check has an end: its
 * steps, its depth and the matching of expressions are limited, by counts that are the same on every machine. Thread-safe.
 */
final class CompiledSchema {
    private static final int MAX_LENGTH = 64 * 1024;
    private static final int MAX_DEPTH = 100;
    private static final long MAX_STEPS = 1_000_000;
    private static final int MAX_EVALUATION_DEPTH = 400;
    private static final int MAX_VIOLATIONS = 1000;
    private static final int SHOWN = 200;
    private static final String TELLABLE = "at most " + MAX_VIOLATIONS + " violations";
    private static final String CALCULABLE = "numbers without exponents beyond 1000";
    private static final String CHECKABLE = "a value that takes less to check";
    private static final String DRAFT = DialectId.DRAFT_2020_12;

    /** What these hold is data, and no schema. */
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

    private final Schema schema;
    private final Set<String> words;

    private CompiledSchema(Schema schema, Set<String> words) {
        this.schema = schema;
        this.words = words;
    }

    /**
     * Makes a schema ready.
     *
     * @throws BadSchemaException if it cannot be used
     */
    static CompiledSchema of(SettingValue json) {
        if (json.json().length() > MAX_LENGTH) {
            throw new BadSchemaException("", "at most " + MAX_LENGTH + " characters");
        }
        var tree = tree(json);
        if (Trees.depth(tree) > MAX_DEPTH || !Trees.isCalculable(tree)) {
            throw new BadSchemaException("", "at most " + MAX_DEPTH + " levels, and no exponents beyond 1000");
        }
        requireDraft(tree, "");
        requireSchema(tree);
        try {
            var compiled = registry(iri -> false, new Expressions()).getSchema(tree);
            compiled.initializeValidators();
            return new CompiledSchema(compiled, words(tree));
        } catch (StackOverflowError e) {
            throw new BadSchemaException("", "fewer references in a row");
        } catch (RuntimeException e) {
            throw badReference(tree, String.valueOf(e.getMessage()));
        }
    }

    /**
     * All that breaks the schema; where that is more than {@value #MAX_VIOLATIONS}, the last one says so. Whoever asks says how
     * pointers are shown.
     */
    List<Violation> check(SettingName name, SettingValue value, Pointers pointers) {
        try {
            var tree = Trees.read(value);
            if (!Trees.isCalculable(tree)) {
                return List.of(new Violation(name, "", Violation.LIMIT, CALCULABLE));
            }
            var errors = Effort.limited(() -> schema.validate(
                    tree,
                    execution -> execution.executionConfig(
                            config -> config.maxEvaluationSteps(MAX_STEPS).maxEvaluationDepth(MAX_EVALUATION_DEPTH))));
            var violations = new LinkedHashSet<Violation>();
            for (var error : errors) {
                if (violations.size() == MAX_VIOLATIONS) {
                    violations.add(new Violation(name, "", Violation.LIMIT, TELLABLE));
                    break;
                }
                violations.add(violation(name, error, pointers));
            }
            return List.copyOf(violations);
        } catch (ValidationLimitExceededException | Effort.ExhaustedException | StackOverflowError e) {
            return List.of(new Violation(name, "", Violation.LIMIT, CHECKABLE));
        } catch (JacksonException e) {
            return List.of(new Violation(name, "", Violation.LIMIT, "JSON that can be read"));
        } catch (NumberFormatException e) {
            return List.of(new Violation(name, "", Violation.LIMIT, CALCULABLE));
        } catch (RuntimeException e) {
            return List.of(new Violation(name, "", "$ref", "a schema whose references can be followed"));
        }
    }

    /** How the place of a violation is shown. */
    enum Pointers {
        /** As it is. */
        WHOLE,
        /** Without the names in it that only the value knows. */
        SCHEMA_NAMES_ONLY
    }

    private Violation violation(SettingName name, Error error, Pointers pointers) {
        var steps = new ArrayList<String>();
        var location = error.getInstanceLocation();
        for (int i = 0; location != null && i < location.getNameCount(); i++) {
            steps.add(String.valueOf(location.getElement(i)));
        }
        var keyword = error.getKeyword() == null ? "$ref" : error.getKeyword();
        var expected = expected(keyword, error);
        // The place of these is the one too many, not what it is in.
        if (keyword.equals("additionalProperties") || keyword.equals("unevaluatedProperties")) {
            steps.add(String.valueOf(error.getProperty()));
            expected = "no such property";
        }
        var pointer = steps.stream()
                .map(step -> pointers == Pointers.WHOLE || isIndex(step) || words.contains(step) ? step : "*")
                .map(step -> "/" + step.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
        return new Violation(name, pointer, keyword, expected);
    }

    private static boolean isIndex(String step) {
        return step.length() < 7 && step.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String expected(String keyword, Error error) {
        var node = error.getSchemaNode();
        if (keyword.equals("required") && error.getProperty() != null) {
            return "property " + error.getProperty();
        }
        if (node == null) {
            return keyword;
        }
        if (keyword.equals("type")) {
            return node.isArray()
                    ? node.valueStream().map(JsonNode::asString).collect(Collectors.joining(" or "))
                    : node.asString();
        }
        var text = node.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    private static JsonNode tree(SettingValue json) {
        try {
            return Trees.read(json);
        } catch (JacksonException e) {
            throw new BadSchemaException("", "JSON that can be read");
        } catch (NumberFormatException e) {
            throw new BadSchemaException("", CALCULABLE);
        }
    }

    private static void requireDraft(JsonNode tree, String pointer) {
        if (tree.isObject()) {
            for (var member : tree.properties()) {
                var at = pointer + "/" + escaped(member.getKey());
                if (member.getKey().equals("$schema")
                        && member.getValue().isString()
                        && !member.getValue().asString().equals(DRAFT)) {
                    throw new BadSchemaException(at, DRAFT);
                }
                if (!DATA.contains(member.getKey())) {
                    requireDraft(member.getValue(), at);
                }
            }
        } else {
            for (int i = 0; i < tree.size(); i++) {
                requireDraft(tree.get(i), pointer + "/" + i);
            }
        }
    }

    private static void requireSchema(JsonNode tree) {
        List<Error> errors;
        try {
            errors = Effort.limited(() -> MetaSchema.SCHEMA.validate(
                    tree,
                    execution -> execution.executionConfig(config ->
                            config.maxEvaluationSteps(MAX_STEPS).maxEvaluationDepth(2 * MAX_EVALUATION_DEPTH))));
        } catch (ValidationLimitExceededException | Effort.ExhaustedException | StackOverflowError e) {
            throw new BadSchemaException("", "fewer levels");
        }
        for (var error : errors) {
            var expected = error.getKeyword().equals("format") ? Expressions.EXPECTED : expected(error);
            throw new BadSchemaException(String.valueOf(error.getInstanceLocation()), expected);
        }
    }

    private static String expected(Error error) {
        return "%s %s".formatted(error.getKeyword(), expected(error.getKeyword(), error));
    }

    /** What is left to fail once it is a schema: a reference. The library says which, and not where. */
    private static BadSchemaException badReference(JsonNode root, String message) {
        var found = reference(root, root, "", message);
        return new BadSchemaException(found == null ? "" : found, "references (#…) to places within the schema");
    }

    private static @Nullable String reference(JsonNode root, JsonNode tree, String pointer, String message) {
        if (tree.isObject()) {
            for (var member : tree.properties()) {
                var at = pointer + "/" + escaped(member.getKey());
                var isReference = Set.of("$ref", "$dynamicRef", "$id").contains(member.getKey())
                        && member.getValue().isString()
                        && !member.getValue().asString().isEmpty();
                if (isReference && leadsNowhere(root, member.getValue().asString(), message)) {
                    return at;
                }
                var found = DATA.contains(member.getKey()) ? null : reference(root, member.getValue(), at, message);
                if (found != null) {
                    return found;
                }
            }
        } else {
            for (int i = 0; i < tree.size(); i++) {
                var found = reference(root, tree.get(i), pointer + "/" + i, message);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static boolean leadsNowhere(JsonNode root, String reference, String message) {
        return reference.startsWith("#/")
                ? message.contains(reference.substring(1))
                        || root.at(reference.substring(1)).isMissingNode()
                : !reference.equals("#") && message.contains(reference.replaceFirst("#.*", ""));
    }

    private static String escaped(String step) {
        return step.replace("~", "~0").replace("/", "~1");
    }

    /** The names that stand in the schema itself. */
    private static Set<String> words(JsonNode tree) {
        var words = new HashSet<String>();
        collect(tree, words);
        return words;
    }

    private static void collect(JsonNode tree, Set<String> words) {
        for (var member : tree.properties()) {
            words.add(member.getKey());
        }
        for (var child : tree) {
            if (child.isString()) {
                words.add(child.asString());
            }
            collect(child, words);
        }
    }

    private static SchemaRegistry registry(Predicate<AbsoluteIri> readable, RegularExpressionFactory expressions) {
        return SchemaRegistry.withDialect(
                MetaSchema.DIALECT,
                builder -> builder.schemaCacheEnabled(false)
                        .schemaLoader(loader -> loader.allow(readable))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .locale(Locale.ROOT)
                                .formatAssertionsEnabled(true)
                                .regularExpressionFactory(expressions)
                                .build()));
    }

    /** What schemas are judged by; the library brings it along. Made when the first definition is met. */
    private static final class MetaSchema {
        private static final int LONGEST = 2048;
        static final Dialect DIALECT = Dialect.builder(Dialects.getDraft202012())
                .keyword(new FormatKeyword(
                        Formats.DEFAULT.stream().collect(Collectors.toMap(Format::getName, MetaSchema::limited))))
                .build();
        static final Schema SCHEMA = registry(
                        iri -> iri.toString().startsWith("https://json-schema.org/draft/2020-12/"),
                        Expressions::compile)
                .getSchema(SchemaLocation.of(DRAFT));

        /** Some formats are checked by expressions of the platform, whose time is not in proportion to the text. */
        private static Format limited(Format format) {
            return new Format() {
                @Override
                public String getName() {
                    return format.getName();
                }

                @Override
                public boolean matches(
                        com.networknt.schema.ExecutionContext execution,
                        com.networknt.schema.SchemaContext context,
                        String text) {
                    return text.length() <= LONGEST && format.matches(execution, context, text);
                }
            };
        }
    }
}
