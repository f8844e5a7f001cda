package io.sluice.faults.load;

import java.util.List;
import java.util.stream.IntStream;

/** Which settings there are, by what is done to them, and so by what must hold for them. */
public final class Names {
    /** Put once, never touched again: always there. */
    public static final List<String> ANCHORS = numbered("anchor/", 30);

    /** Each is a number that only ever grows by one, by whoever has seen its revision. */
    public static final List<String> COUNTERS = numbered("counter/", 3);

    /** Groups of which all are written together, always: they never differ. */
    public static final int GROUPS = 10;

    /** What the archive refuses while it is told to. */
    public static final String POISON = "poison/";

    static final List<String> FREE = numbered("free/", 150);
    static final List<String> LARGE = numbered("large/", 3);
    static final List<String> FOREIGN =
            List.of("größe.übermaß", "設定/最大", "ключ", "emoji-🎛️", "a.b/c_d:e", "Free/1", "free/1x");

    private Names() {}

    /** The settings of a group. */
    public static List<String> group(int number) {
        return List.of("group/%d/a".formatted(number), "group/%d/b".formatted(number), "group/%d/c".formatted(number));
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }
}
