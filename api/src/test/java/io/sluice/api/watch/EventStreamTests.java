package io.sluice.api.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.EntryShape;
import io.sluice.definition.Definition.Mark;
import io.sluice.definition.Definitions;
import io.sluice.http.Role;
import io.sluice.http.TestAccess;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.setting.Snapshot;
import io.sluice.watch.WatchState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EventStreamTests {
    private static final Namespace NAMESPACE = new Namespace("shop");
    private static final Epoch EPOCH = new Epoch("5-00000000");
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final int MUCH = 1_000_000;

    private final ChangeLog log = new ChangeLog(10, moment -> Definitions.none());
    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final List<StreamEnd> ends = new ArrayList<>();
    private final EntryJson json = new EntryJson(
            new Plain(entry -> Map.of(
                    "name", entry.name().text(), "revision", entry.revision().micros())),
            JsonMapper.builder().build());
    /** Where nothing is defined. */
    private record Plain(Function<Entry, Object> shape) implements EntryShape {
        @Override
        public Definitions definitions(Snapshot moment) {
            return Definitions.none();
        }

        @Override
        public Object of(Namespace namespace, Entry entry, Set<Mark> marks, Role reader) {
            return shape.apply(entry);
        }
    }

    private Snapshot snapshot = Snapshot.empty(NAMESPACE);
    private boolean isGood = true;
    private int offset;

    @BeforeEach
    void fill() {
        log.state(WatchState.LIVE);
        write("a");
    }

    @Test
    void wakeWhenThereIsRoomThenEverythingIsSentAndFlushed() {
        var wire = new MemoryWire(MUCH);
        var stream = stream(wire, null);
        run(stream);
        write("b");
        run(stream);
        assertThat(wire.text()).startsWith("retry: ");
        assertThat(wire.text()).contains("""
                id: 5-00000000:1
                event: snapshot
                data: {"namespace":"shop","epoch":"5-00000000","offset":1,"revision":1,"settings":[{""");
        assertThat(wire.text())
                .contains("id: 5-00000000:2\nevent: change\ndata: {\"epoch\":\"5-00000000\",\"offset\":2,");
        assertThat(wire.text()).endsWith("]}\n\n");
    }

    @Test
    void wakeWhenThereIsLittleRoomThenItGoesOnWhereItWas() {
        var wire = new MemoryWire(0);
        var stream = stream(wire, null);
        for (int i = 0; i < 8; i++) {
            write("b" + i);
        }
        var all = new MemoryWire(MUCH);
        run(stream(all, null));
        for (int i = 0; i < 2000; i++) {
            wire.room(1);
            run(stream);
        }
        assertThat(withoutRetry(wire)).isEqualTo(withoutRetry(all));
    }

    @Test
    void wakeWhenWhatComesNextIsNoLongerKeptThenTheConnectionIsCut() {
        var wire = new MemoryWire(MUCH);
        var stream = stream(wire, null);
        run(stream);
        wire.room(0);
        for (int i = 0; i < 10; i++) {
            write("b");
        }
        run(stream);
        assertThat(ends).isEmpty();
        write("b");
        run(stream);
        assertThat(ends).containsExactly(StreamEnd.SLOW);
        assertThat(wire.end()).isEqualTo("hung up");
    }

    @Test
    void wakeWhenTheConnectionIsBrokenThenItEnds() {
        var wire = new MemoryWire(MUCH);
        wire.breakDown();
        run(stream(wire, null));
        assertThat(ends).containsExactly(StreamEnd.GONE);
        assertThat(wire.end()).isEqualTo("hung up");
    }

    @Test
    void tickWhenTheTokenIsStillGoodThenACommentAndOtherwiseTheEndInGoodOrder() {
        var wire = new MemoryWire(MUCH);
        var stream = stream(wire, null);
        run(stream);
        stream.tick(System.nanoTime() + HEARTBEAT.toNanos());
        run(stream);
        assertThat(wire.text()).endsWith("]}\n\n:\n\n");
        isGood = false;
        write("b");
        run(stream);
        assertThat(ends).isEmpty();
        stream.tick(System.nanoTime() + 2 * HEARTBEAT.toNanos());
        run(stream);
        assertThat(ends).containsExactly(StreamEnd.EXPIRED);
        assertThat(wire.end()).isEqualTo("completed");
    }

    @Test
    void endWhenTheClientTakesNothingThenItIsNotWaitedFor() {
        var wire = new MemoryWire(0);
        var stream = stream(wire, null);
        stream.end(StreamEnd.SHUTDOWN);
        stream.end(StreamEnd.SLOW);
        stream.gone();
        assertThat(ends).containsExactly(StreamEnd.SHUTDOWN);
        assertThat(wire.end()).isEqualTo("hung up");
    }

    @Test
    void goneWhenTheConnectionIsNoMoreThenItIsNotTouched() {
        var wire = new MemoryWire(MUCH);
        var stream = stream(wire, null);
        stream.gone();
        run(stream);
        stream.end(StreamEnd.SHUTDOWN);
        assertThat(ends).containsExactly(StreamEnd.GONE);
        assertThat(wire.text()).isEmpty();
        assertThat(wire.end()).isEmpty();
    }

    @Test
    void stateWhenStaleThenSaidBeforeWhatIsOldAndLiveAfterWhatWasMissed() {
        var wire = new MemoryWire(MUCH);
        log.state(WatchState.STALE);
        var stream = stream(wire, null);
        run(stream);
        assertThat(wire.text()).containsSubsequence("\"state\":\"STALE\"", "event: snapshot");
        write("b");
        log.state(WatchState.LIVE);
        run(stream);
        assertThat(wire.text()).containsSubsequence("event: snapshot", "event: change", "\"state\":\"LIVE\"");
        run(stream);
        assertThat(wire.text().split("event: state")).hasSize(3);
    }

    @Test
    void resumeWhenTheClientIsAheadOfThisNodeThenNothingThatItHas() {
        var wire = new MemoryWire(MUCH);
        var stream = stream(wire, new Position(EPOCH, 3));
        write("b");
        write("c");
        run(stream);
        write("d");
        run(stream);
        assertThat(wire.text()).doesNotContain("\"b\"", "\"c\"", "snapshot").contains("\"d\"");
    }

    @Test
    void resumeWhenTheClientStaysAheadThenSnapshotWithTheHeartbeat() {
        var wire = new MemoryWire(MUCH);
        var stream = stream(wire, new Position(EPOCH, 300));
        run(stream);
        assertThat(wire.text()).doesNotContain("snapshot");
        log.state(WatchState.STALE);
        stream.tick(System.nanoTime() + HEARTBEAT.toNanos());
        run(stream);
        assertThat(wire.text()).doesNotContain("snapshot");
        log.state(WatchState.LIVE);
        run(stream);
        stream.tick(System.nanoTime() + 2 * HEARTBEAT.toNanos());
        run(stream);
        assertThat(wire.text()).contains("event: snapshot");
    }

    @Test
    void encodeWhenAValueHasLineBreaksThenTheEventIsStillOneLine() {
        var spread = new EntryJson(
                new Plain(entry -> entry),
                JsonMapper.builder()
                        .addModule(new tools.jackson.databind.module.SimpleModule()
                                .addSerializer(
                                        Entry.Present.class,
                                        new tools.jackson.databind.ser.std.StdSerializer<>(Entry.Present.class) {
                                            @Override
                                            public void serialize(
                                                    Entry.Present value,
                                                    tools.jackson.core.JsonGenerator generator,
                                                    tools.jackson.databind.SerializationContext context) {
                                                generator.writeRawValue("{\n\r\"a\":1\n}");
                                            }
                                        }))
                        .build());
        assertThat(new String(
                        spread.of(NAMESPACE, entry("a", 1), Set.of(), Role.READER),
                        java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("{  \"a\":1 }");
    }

    private EventStream stream(Wire wire, @Nullable Position reached) {
        return new EventStream(
                NAMESPACE,
                new NameFilter(""),
                reached,
                TestAccess.of(NAMESPACE, () -> isGood),
                wire,
                log,
                json,
                HEARTBEAT,
                pool::add,
                (stream, cause) -> ends.add(cause));
    }

    private void run(EventStream stream) {
        stream.wake();
        while (!pool.isEmpty()) {
            pool.remove().run();
        }
    }

    private void write(String name) {
        offset++;
        var entry = entry(name, offset);
        var next = snapshot.merge(List.of(entry), new Head(new Position(EPOCH, offset), new Revision(offset)));
        log.add(snapshot, next, List.of(entry.name()), MUCH);
        snapshot = next;
    }

    private static Entry entry(String name, long revision) {
        return new Entry.Present(new SettingName(name), new SettingValue("1"), new Revision(revision), "alice", null);
    }

    private static String withoutRetry(MemoryWire wire) {
        return wire.text().substring(wire.text().indexOf("\n\n"));
    }
}
