package io.sluice.setting;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a change costs, counted in bytes, which do not depend on how fast the machine is. */
class SnapshotCostTests {
    private static final Namespace NAMESPACE = new Namespace("shop");
    private static final int MANY = 100_000;

    @Test
    void changeWhenManySettingsThenCostsAboutThatOfOneAmongFew() {
        double few = bytesOfAChange(1_000);
        double many = bytesOfAChange(MANY);
        assertThat(many / few).as("bytes a change: %.0f and %.0f", few, many).isLessThan(2);
    }

    private static double bytesOfAChange(int size) {
        var entries = entries(size);
        var snapshot = Snapshot.empty(NAMESPACE).merge(entries, head(size));
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var changes = new ArrayList<List<Entry>>();
        for (int i = 0; i < 10_000; i++) {
            changes.add(List.of(entry(i * 7 % size, size + 1 + i)));
        }
        var head = head(size + changes.size());
        long before = threads.getCurrentThreadAllocatedBytes();
        for (var change : changes) {
            snapshot = snapshot.merge(change, head);
        }
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / changes.size();
    }

    private static List<Entry> entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> entry(i, i + 1))
                .collect(() -> new ArrayList<>(count), List::add, List::addAll);
    }

    private static Entry entry(int number, long revision) {
        var name = new SettingName("limits.of.service-" + number + ".max");
        return new Entry.Present(
                name, new SettingValue("{\"value\":" + "1".repeat(80) + "}"), new Revision(revision), "alice", null);
    }

    private static Head head(long offset) {
        return new Head(new Position(new Epoch("1-00000000"), offset), new Revision(offset));
    }
}
