package io.sluice.api.admin;

import io.sluice.http.ProblemException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.emitter.Emitter;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ImplicitTuple;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.events.StreamStartEvent;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as YAML and back, without loss: strings are quoted, everything else stands as in JSON. What readers of YAML do not
 * agree on is refused, and so is what JSON has not: anchors, aliases, tags, merge keys, several documents. Works on the
 * parser's events, so nothing is ever constructed from what the text says.
 */
final class YamlText {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DEEPEST = 500;
    private static final int LONGEST_SIMPLE_KEY = 1024;
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");

    /** What the library takes for strings, and YAML 1.2 or the letter of YAML 1.1 does not. */
    private static final Pattern DISPUTED = Pattern.compile("0o[0-7]+|[yYnN]");

    private static final Resolver WORDS = new Resolver();
    private static final ImplicitTuple NO_TAG = new ImplicitTuple(true, true);

    private YamlText() {}

    /** Writes a JSON text as YAML. */
    static void write(String json, Writer target) {
        var options = new DumperOptions();
        options.setAllowUnicode(true);
        options.setSplitLines(false);
        options.setMaxSimpleKeyLength(LONGEST_SIMPLE_KEY);
        var emitter = new Emitter(target, options);
        try (var parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            emitter.emit(new StreamStartEvent(null, null));
            emitter.emit(new DocumentStartEvent(null, null, false, null, Map.of()));
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                emitter.emit(event(token, parser));
            }
            emitter.emit(new DocumentEndEvent(null, null, false));
            emitter.emit(new StreamEndEvent(null, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads YAML as a JSON text.
     *
     * @throws ProblemException if it is not YAML, or not such as can be JSON
     */
    static String read(String yaml) {
        var options = new LoaderOptions();
        // The size of the body is limited already.
        options.setCodePointLimit(Integer.MAX_VALUE);
        var text = new StringWriter();
        try (var generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            new Reading(generator)
                    .all(new Yaml(options).parse(new StringReader(yaml)).iterator());
        } catch (MarkedYAMLException e) {
            throw wrong(e.getProblemMark(), String.valueOf(e.getProblem()), "well-formed YAML");
        } catch (YAMLException | IllegalArgumentException e) {
            // The latter for escapes of characters that there are not.
            throw wrong(null, "a character that YAML does not allow, or another fault", "well-formed YAML");
        }
        return text.toString();
    }

    private static Event event(JsonToken token, JsonParser parser) {
        return switch (token) {
            case START_OBJECT -> new MappingStartEvent(null, null, true, null, null, FlowStyle.BLOCK);
            case END_OBJECT -> new MappingEndEvent(null, null);
            case START_ARRAY -> new SequenceStartEvent(null, null, true, null, null, FlowStyle.BLOCK);
            case END_ARRAY -> new SequenceEndEvent(null, null);
            case PROPERTY_NAME -> scalar(parser.currentName(), keyStyle(parser.currentName()));
            case VALUE_STRING -> scalar(parser.getString(), ScalarStyle.DOUBLE_QUOTED);
            default -> scalar(parser.getString(), ScalarStyle.PLAIN);
        };
    }

    private static ScalarEvent scalar(String text, ScalarStyle style) {
        return new ScalarEvent(null, null, NO_TAG, text, null, null, style);
    }

    private static ScalarStyle keyStyle(String key) {
        return PLAIN_KEY.matcher(key).matches() && isString(key) ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED;
    }

    /** Whether every reader takes the unquoted word for a string. */
    private static boolean isString(String word) {
        return WORDS.resolve(NodeId.scalar, word, true).equals(Tag.STR)
                && !JsonScalars.matches(word)
                && !DISPUTED.matcher(word).matches();
    }

    private static ProblemException wrong(@Nullable Mark mark, String given, String expected) {
        var where = mark == null ? "body" : "line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1);
        return ProblemException.invalid("body", "%s: %s (expected: %s)".formatted(where, given, expected), expected);
    }

    /** Writes the events of one document as JSON. */
    private static final class Reading {
        private final JsonGenerator generator;

        /** Of every open collection the keys so far; null for a sequence. */
        private final Deque<Open> open = new ArrayDeque<>();

        Reading(JsonGenerator generator) {
            this.generator = generator;
        }

        private static final class Open {
            private final @Nullable Set<String> keys;
            private boolean atKey;

            Open(@Nullable Set<String> keys) {
                this.keys = keys;
                this.atKey = keys != null;
            }
        }

        void all(Iterator<Event> events) {
            int documents = 0;
            while (events.hasNext()) {
                var event = events.next();
                if (event instanceof DocumentStartEvent) {
                    documents++;
                    if (documents > 1) {
                        throw wrong(event.getStartMark(), "a second document", "one");
                    }
                } else if (event instanceof NodeEvent node) {
                    begin(node);
                } else if (event instanceof MappingEndEvent) {
                    generator.writeEndObject();
                    end();
                } else if (event instanceof SequenceEndEvent) {
                    generator.writeEndArray();
                    end();
                }
            }
            if (documents == 0) {
                throw wrong(null, "none", "a document");
            }
        }

        private void begin(NodeEvent node) {
            if (node instanceof AliasEvent || node.getAnchor() != null) {
                throw wrong(node.getStartMark(), "an anchor or alias", "the value itself");
            }
            var within = open.peek();
            if (within != null && within.keys != null && within.atKey) {
                key(node, within.keys);
                within.atKey = false;
            } else if (node instanceof ScalarEvent scalar) {
                value(scalar);
                end(within);
            } else {
                begin((CollectionStartEvent) node);
            }
        }

        private void begin(CollectionStartEvent start) {
            requireNoTag(start.getTag(), start);
            if (open.size() >= DEEPEST) {
                throw wrong(start.getStartMark(), "deeper", "at most " + DEEPEST + " levels");
            }
            if (start instanceof MappingStartEvent) {
                generator.writeStartObject();
                open.push(new Open(new HashSet<>()));
            } else {
                generator.writeStartArray();
                open.push(new Open(null));
            }
        }

        private void end() {
            open.pop();
            end(open.peek());
        }

        /** A value is complete: in a mapping a key comes next. */
        private static void end(@Nullable Open within) {
            if (within != null) {
                within.atKey = within.keys != null;
            }
        }

        private void key(NodeEvent node, Set<String> keys) {
            if (!(node instanceof ScalarEvent key)) {
                throw wrong(node.getStartMark(), "a collection as a key", "a string");
            }
            requireNoTag(key.getTag(), key);
            var text = key.getValue();
            if (key.isPlain() && (text.isEmpty() || text.equals("<<"))) {
                throw wrong(
                        key.getStartMark(), text.isEmpty() ? "no key" : "a merge key", "a key, in quotes if need be");
            }
            if (!keys.add(text)) {
                throw wrong(key.getStartMark(), "a key twice", "each key once");
            }
            generator.writeName(text);
        }

        private void value(ScalarEvent scalar) {
            requireNoTag(scalar.getTag(), scalar);
            var text = scalar.getValue();
            if (!scalar.isPlain()) {
                generator.writeString(text);
                return;
            }
            switch (text) {
                case "", "~", "null", "Null", "NULL" -> generator.writeNull();
                case "true", "True", "TRUE" -> generator.writeBoolean(true);
                case "false", "False", "FALSE" -> generator.writeBoolean(false);
                default -> {
                    if (JsonScalars.matches(text)) {
                        generator.writeNumber(text);
                    } else if (isString(text)) {
                        generator.writeString(text);
                    } else {
                        throw wrong(
                                scalar.getStartMark(),
                                "a word that readers of YAML understand differently",
                                "a JSON number, true, false, null, or quotes around a string");
                    }
                }
            }
        }

        private static void requireNoTag(@Nullable String tag, Event event) {
            if (tag != null) {
                throw wrong(event.getStartMark(), "a tag", "no tags");
            }
        }
    }
}
