package io.sluice.store;

import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Origin;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.TraceParent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * The envelope of an entry in the hash, and the message of a change set.
 *
 * <pre>
 * {"revision":1763848392123456,"kind":"present","author":"alice","reason":"more load","value":{"max":10}}
 * {"revision":1763848392123457,"kind":"tombstone","author":"alice"}
 * </pre>
 *
 * Where the write was part of a trace, both say of which, {@code "trace":"00-…"}: the envelope behind all else.
 *
 * <p>The revision stands first, where a script finds it without parsing JSON. Values are taken over as text, to the letter.
 * Unknown members are passed over, so that a newer writer does not break an older reader.
 */
final class Codec {
    private static final String PRESENT = "present";
    private static final String TOMBSTONE = "tombstone";
    private static final String NO_CHANGES = ",\"changes\":[]}";
    private static final RepeatedTexts REPEATED = new RepeatedTexts();
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .build();

    private Codec() {}

    /** The word for the kind of entry that a change makes. */
    static String kind(Change change) {
        return change instanceof Change.Put ? PRESENT : TOMBSTONE;
    }

    /** The word for the kind of an entry. */
    static String kind(Entry entry) {
        return entry instanceof Entry.Present ? PRESENT : TOMBSTONE;
    }

    /** The envelope that a change makes, without the brace and the revision in front, which the script adds. */
    static String tail(Change change, Origin origin) {
        var value = change instanceof Change.Put put ? put.value() : null;
        return tail(kind(change), origin.author(), origin.reason(), value);
    }

    /** The envelope of an entry, without the brace and the revision in front. */
    static String tail(Entry entry) {
        var value = entry instanceof Entry.Present setting ? setting.value() : null;
        return tail(kind(entry), entry.author(), entry.reason(), value);
    }

    private static String tail(String kind, String author, @Nullable String reason, @Nullable SettingValue value) {
        var tail = new StringBuilder(160)
                .append("\"kind\":\"")
                .append(kind)
                .append("\",\"author\":")
                .append(quoted(author));
        if (reason != null) {
            tail.append(",\"reason\":").append(quoted(reason));
        }
        if (value != null) {
            tail.append(",\"value\":").append(value.json());
        }
        return tail.append('}').toString();
    }

    /** Reads an envelope. */
    static Entry entry(SettingName name, String envelope) {
        return read(name, envelope).entry();
    }

    private static EntryFields read(SettingName name, String envelope) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), envelope)) {
            parser.nextToken();
            var fields = new EntryFields(envelope);
            fields.readObject(parser);
            expect(parser.nextToken(), null);
            fields.name = name;
            return fields;
        } catch (JacksonException | InvalidInputException e) {
            throw new UnreadableException("envelope of " + name + " (expected: as the write script makes it)", e);
        }
    }

    /**
     * Reads entries. One that cannot be read hides no other.
     *
     * @param texts a line with the name and a line with the envelope of each
     * @param foreign told of those that cannot be read: Sluice did not write them
     * @return whether all of them could be read
     */
    static boolean entries(List<String> texts, Consumer<Entry> entries, Consumer<RuntimeException> foreign) {
        boolean all = true;
        for (var text : texts) {
            all &= lines(text, (entry, trace) -> entries.accept(entry), foreign);
        }
        return all;
    }

    /**
     * The same, with the traces.
     *
     * @param entries takes each with the span that its write was part of; null for none
     */
    static boolean tracedEntries(
            List<String> texts, BiConsumer<Entry, @Nullable TraceParent> entries, Consumer<RuntimeException> foreign) {
        boolean all = true;
        for (var text : texts) {
            all &= lines(text, (entry, trace) -> entries.accept(entry, trace(trace)), foreign);
        }
        return all;
    }

    private static boolean lines(
            String lines, BiConsumer<Entry, @Nullable String> entries, Consumer<RuntimeException> foreign) {
        boolean all = true;
        int name = 0;
        while (name < lines.length()) {
            int envelope = lines.indexOf('\n', name) + 1;
            int next = lines.indexOf('\n', envelope);
            int end = next < 0 ? lines.length() : next;
            all &= read(lines.substring(name, envelope - 1), lines.substring(envelope, end), entries, foreign);
            name = end + 1;
        }
        return all;
    }

    /** Reads an entry, and says whether it can be read. */
    static boolean isReadable(
            String name, String envelope, Consumer<Entry> entries, Consumer<RuntimeException> foreign) {
        return read(name, envelope, (entry, trace) -> entries.accept(entry), foreign);
    }

    private static boolean read(
            String name,
            String envelope,
            BiConsumer<Entry, @Nullable String> entries,
            Consumer<RuntimeException> foreign) {
        try {
            var fields = read(new SettingName(name), envelope);
            entries.accept(fields.entry(), fields.trace);
            return true;
        } catch (UnreadableException | InvalidInputException e) {
            foreign.accept(e);
            return false;
        }
    }

    /**
     * A message of no changes, which asks for reports. To whoever has applied all up to the head, it brings nothing; to
     * whoever has not, it shows a gap.
     */
    static String rollCall(Head head) {
        long offset = head.position().offset();
        return "{\"epoch\":\"%s\",\"first\":%d,\"last\":%d,\"revision\":%s%s"
                .formatted(head.position().epoch(), offset + 1, offset, head.revision(), NO_CHANGES);
    }

    /** Whether a message asks for reports, told without reading it. */
    static boolean isRollCall(String payload) {
        return payload.endsWith(NO_CHANGES);
    }

    /** Reads a message. */
    static Message message(String payload) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), payload)) {
            var epoch = "";
            long first = 0;
            long last = 0;
            long revision = 0;
            @Nullable String trace = null;
            List<EntryFields> changes = List.of();
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            for (var field = parser.nextName(); field != null; field = parser.nextName()) {
                parser.nextToken();
                switch (field) {
                    case "epoch" -> epoch = string(parser);
                    case "first" -> first = number(parser);
                    case "last" -> last = number(parser);
                    case "revision" -> revision = number(parser);
                    case "changes" -> changes = changes(parser, payload);
                    case "trace" -> trace = stringIfAny(parser);
                    default -> parser.skipChildren();
                }
            }
            expect(parser.nextToken(), null);
            var made = new Revision(revision);
            List<Entry> entries = new ArrayList<>(changes.size());
            for (var change : changes) {
                // One that was brought back has the revision of its own write.
                if (change.revision == null) {
                    change.revision = made;
                }
                entries.add(change.entry());
            }
            return new Message(new Head(new Position(new Epoch(epoch), last), made), first, entries, trace(trace));
        } catch (JacksonException | InvalidInputException e) {
            throw new UnreadableException("message (expected: as the write script publishes it)", e);
        }
    }

    private static List<EntryFields> changes(JsonParser parser, String payload) {
        expect(parser.currentToken(), JsonToken.START_ARRAY);
        List<EntryFields> changes = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            var change = new EntryFields(payload);
            change.readObject(parser);
            changes.add(change);
        }
        return changes;
    }

    /** The string at which the parser stands; it would make one of whatever else there is. */
    private static String string(JsonParser parser) {
        expect(parser.currentToken(), JsonToken.VALUE_STRING);
        return parser.getString();
    }

    /** The string at which the parser stands; null where it is something else, which it passes over. */
    private static @Nullable String stringIfAny(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        parser.skipChildren();
        return null;
    }

    /** What is no trace is none; nothing else depends on it. */
    private static @Nullable TraceParent trace(@Nullable String text) {
        return text == null ? null : TraceParent.find(text).orElse(null);
    }

    /** The whole number at which the parser stands; it would cut one out of a fraction. */
    private static long number(JsonParser parser) {
        expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT);
        return parser.getLongValue();
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    /** No token is the end of the text. */
    private static void expect(@Nullable JsonToken token, @Nullable JsonToken expected) {
        if (token != expected) {
            throw new UnreadableException("JSON token " + token + " (expected: " + expected + ")", null);
        }
    }

    /** The members of an entry as they come, in whatever order. */
    private static final class EntryFields {
        private final String text;
        private @Nullable SettingName name;
        private @Nullable Revision revision;
        private @Nullable String kind;
        private @Nullable String author;
        private @Nullable String reason;
        private @Nullable SettingValue value;
        private @Nullable String trace;

        EntryFields(String text) {
            this.text = text;
        }

        /** Reads up to the closing brace; the parser stands at the opening one. */
        void readObject(JsonParser parser) {
            expect(parser.currentToken(), JsonToken.START_OBJECT);
            for (var field = parser.nextName(); field != null; field = parser.nextName()) {
                parser.nextToken();
                switch (field) {
                    case "name" -> name = new SettingName(string(parser));
                    case "revision" -> revision = new Revision(number(parser));
                    case "kind" -> kind = string(parser);
                    // A replica holds the same few of them a hundred thousand times.
                    case "author" -> author = REPEATED.one(string(parser));
                    case "reason" -> reason = REPEATED.one(string(parser));
                    case "value" -> value = value(parser);
                    case "trace" -> trace = stringIfAny(parser);
                    default -> parser.skipChildren();
                }
            }
        }

        private SettingValue value(JsonParser parser) {
            int begin = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
            parser.finishToken();
            parser.skipChildren();
            int end = Math.toIntExact(parser.currentLocation().getCharOffset());
            return new SettingValue(text.substring(begin, end));
        }

        Entry entry() {
            if (name != null && revision != null && author != null) {
                if (PRESENT.equals(kind) && value != null) {
                    return new Entry.Present(name, value, revision, author, reason);
                }
                if (TOMBSTONE.equals(kind)) {
                    return new Entry.Tombstone(name, revision, author, reason);
                }
            }
            throw new UnreadableException(
                    "entry of kind " + kind
                            + " (expected: present with a value, or tombstone, with revision and author)",
                    null);
        }
    }
}
