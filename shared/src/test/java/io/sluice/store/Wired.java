package io.sluice.store;

import io.sluice.setting.Change;
import io.sluice.setting.Entry;
import io.sluice.setting.Origin;
import io.sluice.setting.Revision;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Change sets in the texts that the write script makes of them. */
public final class Wired {
    private Wired() {}

    /** What is read from the hash after the change. */
    public static Entry entry(Change change, Origin origin, Revision revision) {
        return Codec.entry(change.name(), sent("{\"revision\":" + revision + "," + Codec.tail(change, origin)));
    }

    /** What is read from the channel after the changes. */
    public static List<Entry> entries(List<Change> changes, Origin origin, Revision revision) {
        var text = changes.stream()
                .map(change -> "{\"name\":\"" + change.name() + "\"," + Codec.tail(change, origin))
                .collect(Collectors.joining(
                        ",",
                        "{\"epoch\":\"1-00000000\",\"first\":1,\"last\":%d,\"revision\":%s,\"changes\":["
                                .formatted(changes.size(), revision),
                        "]}"));
        return Codec.message(sent(text)).entries();
    }

    private static String sent(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
