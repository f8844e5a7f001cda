package io.sluice.api.watch;

import io.sluice.definition.Definitions;
import io.sluice.http.Role;
import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Snapshot;
import io.sluice.watch.WatchState;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The text of server-sent events (HTML standard, section 9.2). An event comes in pieces, so that none has to be in memory as a
 * whole. Namespaces, epochs and states need no escaping.
 */
final class Events {
    private static final byte[] COMMA = bytes(",");
    private static final byte[] END = bytes("]}\n\n");
    private static final byte[] COMMENT = bytes(":\n\n");

    private Events() {}

    /** How long a client is to wait before it connects again. */
    static byte[] retry(long millis) {
        return bytes("retry: " + millis + "\n\n");
    }

    /** Says nothing. */
    static byte[] comment() {
        return COMMENT;
    }

    /** No event for the client's program, but what the client resumes after from now on. */
    static byte[] reached(Position position) {
        return bytes("id: " + position + "\n\n");
    }

    /** How far the node itself can be trusted. */
    static byte[] state(Namespace namespace, WatchState state) {
        return bytes("event: state\ndata: {\"namespace\":\"%s\",\"state\":\"%s\"}\n\n".formatted(namespace, state));
    }

    /** The beginning of a change event; entries and {@link #end} follow. */
    static byte[] change(Head head) {
        return bytes("id: %s\nevent: change\ndata: {%s,\"changes\":[".formatted(head.position(), at(head)));
    }

    static byte[] comma() {
        return COMMA;
    }

    static byte[] end() {
        return END;
    }

    /** A snapshot event for somebody of that role. */
    static Iterator<byte[]> snapshot(Snapshot snapshot, Head head, NameFilter filter, Role reader, EntryJson json) {
        var begin = bytes("id: %s\nevent: snapshot\ndata: {\"namespace\":\"%s\",%s,\"settings\":["
                .formatted(head.position(), snapshot.namespace(), at(head)));
        return new SnapshotEvent(snapshot, filter, reader, json, begin);
    }

    private static String at(Head head) {
        return "\"epoch\":\"%s\",\"offset\":%d,\"revision\":%d"
                .formatted(
                        head.position().epoch(),
                        head.position().offset(),
                        head.revision().micros());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Makes each entry's text only when it is asked for. */
    private static final class SnapshotEvent implements Iterator<byte[]> {
        private final Namespace namespace;
        private final Iterator<Entry> entries;
        private final NameFilter filter;
        private final Role reader;
        private final Definitions definitions;
        private final EntryJson json;
        private byte @Nullable [] piece;
        private Entry.@Nullable Present upcoming;
        private boolean isSeparated = true;
        private boolean isEnd;

        SnapshotEvent(Snapshot snapshot, NameFilter filter, Role reader, EntryJson json, byte[] begin) {
            this.namespace = snapshot.namespace();
            this.entries = snapshot.iterator();
            this.filter = filter;
            this.reader = reader;
            this.definitions = json.definitions(snapshot);
            this.json = json;
            this.piece = begin;
            this.upcoming = find();
        }

        @Override
        public boolean hasNext() {
            return piece != null;
        }

        @Override
        public byte[] next() {
            var given = piece;
            if (given == null) {
                throw new NoSuchElementException("event: no more");
            }
            piece = following();
            return given;
        }

        private byte @Nullable [] following() {
            var entry = upcoming;
            if (entry == null) {
                var end = isEnd ? null : END;
                isEnd = true;
                return end;
            }
            if (!isSeparated) {
                isSeparated = true;
                return COMMA;
            }
            isSeparated = false;
            upcoming = find();
            return json.of(namespace, entry, definitions.marks(entry.name()), reader);
        }

        private Entry.@Nullable Present find() {
            while (entries.hasNext()) {
                if (entries.next() instanceof Entry.Present setting && filter.matches(setting.name())) {
                    return setting;
                }
            }
            return null;
        }
    }
}
