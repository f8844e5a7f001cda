package io.sluice.api.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.EntryShape;
import io.sluice.api.admin.TestShape;
import io.sluice.definition.Definition.Mark;
import io.sluice.fuzz.Corpus;
import io.sluice.fuzz.Pieces;
import io.sluice.http.Role;
import io.sluice.http.TestBodies;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import io.sluice.watch.WatchState;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What clients send to a stream is taken or refused, and they read back exactly what changed. */
class EventsFuzzTests {
    private static final Namespace NAMESPACE = new Namespace("shop");
    private static final long MAX_NUMBER = 1L << 53;
    private static final int MOST = 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final EntryShape SHAPE = TestShape.make();
    private static final EntryJson ENCODER = new EntryJson(SHAPE, TestBodies.JSON);

    @ParameterizedTest
    @ArgumentsSource(Corpus.class)
    void streamWhenAnythingChangesThenReadBackExactly(byte[] input) {
        fuzzerTestOneInput(input);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var pieces = new Pieces(input);
        checkId(pieces.text());
        var filter = new NameFilter(pieces.text());
        var before = new Position(
                new Epoch("%d-%08x".formatted(pieces.number(MAX_NUMBER), pieces.octet())),
                pieces.number(MAX_NUMBER - 1));
        var head = new Head(
                new Position(before.epoch(), before.offset() + 1), new Revision(1 + pieces.number(MAX_NUMBER - 1)));
        int flags = pieces.octet();
        var reader = (flags & 1) == 0 ? Role.READER : Role.EDITOR;
        Set<Mark> marks = (flags & 2) == 0 ? Set.of() : Set.of(Mark.SECRET);
        var entries = entries(pieces);
        checkId(head.position().toString());

        var stream = new ByteArrayOutputStream();
        stream.writeBytes(Events.retry(flags));
        stream.writeBytes(Events.state(NAMESPACE, (flags & 4) == 0 ? WatchState.LIVE : WatchState.STALE));
        var change = new ChangeRecord(NAMESPACE, before, head, entries, name -> marks);
        change.event(filter, reader, ENCODER).forEach(stream::writeBytes);
        stream.writeBytes(Events.comment());
        var snapshot = Snapshot.empty(NAMESPACE).merge(entries, head);
        write(Events.snapshot(snapshot, head, filter, Role.EDITOR, ENCODER), stream);
        stream.writeBytes(Events.reached(before));

        var read = StrictReader.of(stream.toByteArray());
        assertThat(read.retry()).isEqualTo(flags);
        assertThat(read.lastId()).isEqualTo(before.toString());
        var events = new ArrayList<>(read.events());
        assertThat(events.remove(0).type()).isEqualTo("state");
        var watched =
                entries.stream().filter(entry -> filter.matches(entry.name())).toList();
        if (!watched.isEmpty()) {
            check(events.remove(0), "change", head, watched, EntryShape.isShown(marks, reader));
        }
        var present = new ArrayList<Entry>();
        snapshot.forEach(entry -> {
            if (entry instanceof Entry.Present && filter.matches(entry.name())) {
                present.add(entry);
            }
        });
        assertThat(events).hasSize(1);
        check(events.get(0), "snapshot", head, present, true);
    }

    /** Taken, and the same again when it is sent back; or refused. */
    private static void checkId(String text) {
        Position position;
        try {
            position = EventId.parse("Last-Event-ID", text);
        } catch (InvalidInputException e) {
            assertThat(e.expected()).isNotEmpty();
            return;
        }
        if (position == null) {
            assertThat(text).isEmpty();
        } else {
            assertThat(EventId.parse("lastEventId", position.toString())).isEqualTo(position);
        }
    }

    private static List<Entry> entries(Pieces pieces) {
        List<Entry> entries = new ArrayList<>();
        while (!pieces.isEnd() && entries.size() < MOST) {
            boolean isRemoved = pieces.octet() % 4 == 1;
            var revision = new Revision(1 + pieces.octet());
            var name = pieces.text();
            var value = pieces.text();
            var author = pieces.text();
            var reason = pieces.text();
            try {
                var setting = new SettingName(name);
                checkPrefixes(setting);
                entries.add(
                        isRemoved
                                ? new Entry.Tombstone(setting, revision, author, reason.isEmpty() ? null : reason)
                                : new Entry.Present(
                                        setting, json(value), revision, author, reason.isEmpty() ? null : reason));
            } catch (InvalidInputException e) {
                // No setting has such a name.
                assertThat(e.what()).isEqualTo("setting name");
            }
        }
        return entries;
    }

    /** Whoever watches the beginning of a name watches the name. */
    private static void checkPrefixes(SettingName name) {
        var text = name.text();
        for (int end = 0; end < text.length(); ) {
            end += Character.charCount(text.codePointAt(end));
            assertThat(new NameFilter(text.substring(0, end)).matches(name))
                    .as("prefix of %d", end)
                    .isTrue();
        }
    }

    /** The text itself where it is JSON, else a string of it. */
    private static SettingValue json(String text) {
        try {
            var tree = JSON.readTree(text);
            return new SettingValue(tree.isMissingNode() ? "\"\"" : text);
        } catch (JacksonException e) {
            return new SettingValue(JSON.writeValueAsString(text));
        }
    }

    private static void write(Iterator<byte[]> event, ByteArrayOutputStream stream) {
        event.forEachRemaining(stream::writeBytes);
    }

    private static void check(StrictReader.Event event, String type, Head head, List<Entry> entries, boolean areShown) {
        assertThat(event.type()).isEqualTo(type);
        assertThat(event.id()).isEqualTo(head.position().toString());
        var data = JSON.readTree(event.data());
        assertThat(data.path("epoch").asString())
                .isEqualTo(head.position().epoch().text());
        assertThat(data.path("offset").asLong()).isEqualTo(head.position().offset());
        assertThat(data.path("revision").asLong()).isEqualTo(head.revision().micros());
        var read = data.path(type.equals("change") ? "changes" : "settings");
        assertThat(read).hasSize(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            check(read.get(i), entries.get(i), areShown);
        }
    }

    private static void check(JsonNode read, Entry entry, boolean isShown) {
        assertThat(read.path("namespace").asString()).isEqualTo(NAMESPACE.text());
        assertThat(read.path("name").asString()).isEqualTo(entry.name().text());
        assertThat(read.path("revision").asLong()).isEqualTo(entry.revision().micros());
        assertThat(read.path("author").asString()).isEqualTo(entry.author());
        assertThat(read.path("reason").asString(null)).isEqualTo(entry.reason());
        assertThat(read.path("removed").asBoolean()).isEqualTo(entry instanceof Entry.Tombstone);
        if (entry instanceof Entry.Present setting && isShown) {
            assertThat(read.get("value"))
                    .isEqualTo(JSON.readTree(setting.value().json()));
        } else {
            assertThat(read.has("value")).isFalse();
        }
    }
}
