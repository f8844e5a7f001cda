package io.sluice.batch.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Tag("servers")
class SettingTableIT {
    private static final int NAMES = 40;

    private final BatchNode node = BatchNode.shared();
    private final SettingTable table = new SettingTable(node.jdbc());
    private final TransactionTemplate transaction =
            new TransactionTemplate(node.bean(PlatformTransactionManager.class));

    @Test
    void mergeWhenOlderComesAfterNewerThenNothingChanges() {
        var namespace = node.namespace();
        assertThat(table.merge(namespace, List.of(present("a", 20)))).isEqualTo(new SettingTable.Merged(1, 0));
        var before = row(namespace, "a");

        assertThat(table.merge(namespace, List.of(new Entry.Tombstone(name("a"), new Revision(10), "bob", "old"))))
                .isEqualTo(new SettingTable.Merged(0, 1));
        assertThat(row(namespace, "a")).isEqualTo(before);
    }

    @Test
    void mergeWhenTheSameAgainThenNothingChangesAndItCountsAsWritten() {
        var namespace = node.namespace();
        table.merge(namespace, List.of(present("a", 20)));
        var before = row(namespace, "a");

        assertThat(table.merge(namespace, List.of(present("a", 20)))).isEqualTo(new SettingTable.Merged(1, 0));
        assertThat(row(namespace, "a")).isEqualTo(before);
    }

    @Test
    void mergeWhenNewerThenEveryColumnIsOfTheNewerOne() {
        var namespace = node.namespace();
        table.merge(namespace, List.of(present("a", 20)));
        table.merge(namespace, List.of(new Entry.Tombstone(name("a"), new Revision(30), "bob", null)));

        assertThat(row(namespace, "a")).isEqualTo("null tombstone bob null 1970-01-01 00:00:00.000030 30");
    }

    @Test
    void mergeWhenSeveralRaceThenTheHighestRevisionStaysWhole() throws Exception {
        var namespace = node.namespace();
        var writers = new ArrayList<Callable<Void>>();
        for (int writer = 0; writer < 4; writer++) {
            var random = new Random(writer);
            writers.add(() -> {
                for (int round = 0; round < 50; round++) {
                    int revision = 1 + random.nextInt(1000);
                    var entries = new ArrayList<Entry>();
                    for (int i = 0; i < NAMES; i++) {
                        entries.add(present("n" + i, revision + i));
                    }
                    Collections.shuffle(entries, random);
                    merge(namespace, entries);
                }
                return null;
            });
        }
        // The last word, said first.
        var last = new ArrayList<Entry>();
        for (int i = 0; i < NAMES; i++) {
            last.add(present("n" + i, 2000 + i));
        }
        writers.add(0, () -> {
            merge(namespace, last);
            return null;
        });
        run(writers);

        for (int i = 0; i < NAMES; i++) {
            assertThat(row(namespace, "n" + i)).startsWith((2000 + i) + " present alice");
        }
    }

    /** As the step does it: what passes by itself is tried again. */
    private void merge(Namespace namespace, List<Entry> entries) {
        for (int attempt = 0; ; attempt++) {
            try {
                transaction.executeWithoutResult(status -> table.merge(namespace, entries));
                return;
            } catch (PessimisticLockingFailureException e) {
                if (attempt == 5) {
                    throw e;
                }
            }
        }
    }

    private static void run(List<Callable<Void>> writers) throws InterruptedException, ExecutionException {
        var threads = Executors.newFixedThreadPool(writers.size());
        try {
            for (var done : threads.invokeAll(writers)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private String row(Namespace namespace, String name) {
        return node.jdbc()
                .queryForList(
                        "SELECT CONCAT_WS(' ', COALESCE(value, 'null'), kind, author, COALESCE(reason, 'null'), changed_at,"
                                + " revision) FROM readable_setting WHERE namespace = ? AND name = ?",
                        String.class,
                        namespace.text(),
                        name)
                .get(0);
    }

    private static SettingName name(String name) {
        return new SettingName(name);
    }

    private static Entry present(String name, long revision) {
        return new Entry.Present(name(name), new SettingValue("" + revision), new Revision(revision), "alice", "why");
    }
}
