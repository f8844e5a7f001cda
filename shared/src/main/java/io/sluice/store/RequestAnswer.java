package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Head;
import io.sluice.setting.RequestId;
import io.sluice.setting.SettingName;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The remembered answer of a planned write, as {@code write.lua} keeps it: fingerprint, epoch, first and last offset,
 * revision, one character a change, and the changes as they were published.
 */
final class RequestAnswer {
    private static final Pattern FORMAT = Pattern.compile(
            "(?<fingerprint>\\S+) (?<epoch>[0-9a-f-]+) (?<first>\\d+) (?<last>\\d+) (?<revision>\\d+) (?<existed>\\d+)"
                    + "(?: (?<changes>\"changes\":.*))?",
            Pattern.DOTALL);

    private RequestAnswer() {}

    /** Applied, or reused where another request has this id. */
    static WriteResult read(RequestId request, String answer, String fingerprint) {
        var parts = FORMAT.matcher(answer);
        if (!parts.matches()) {
            throw new UnreadableException("answer of a request (expected: as the write script keeps it)", null);
        }
        if (!parts.group("fingerprint").equals(fingerprint)) {
            return new WriteResult.RequestIdReused();
        }
        var message = Codec.message("{\"epoch\":\"%s\",\"first\":%s,\"last\":%s,\"revision\":%s,%s}"
                .formatted(
                        parts.group("epoch"),
                        parts.group("first"),
                        parts.group("last"),
                        parts.group("revision"),
                        parts.group("changes")));
        var existed = parts.group("existed");
        if (existed.length() < message.entries().size()) {
            throw new UnreadableException(
                    "answer of a request: %d changes of which %d existed or not (expected: as many)"
                            .formatted(message.entries().size(), existed.length()),
                    null);
        }
        Set<SettingName> created = new HashSet<>();
        for (int i = 0; i < message.entries().size(); i++) {
            if (existed.charAt(i) == '0' && message.entries().get(i) instanceof Entry.Present setting) {
                created.add(setting.name());
            }
        }
        return new WriteResult.Applied(request, message.head(), message.entries(), created);
    }

    /** What is kept for a request that came to no change. */
    static String ofNothing(String fingerprint, Head head) {
        var position = head.position();
        return "%s %s %d %d %s 0 \"changes\":[]"
                .formatted(fingerprint, position.epoch(), position.offset(), position.offset(), head.revision());
    }
}
