package io.sluice.batch.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.HistoryRecord;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** How many rows the database looks at, by its own count: plans are many, and what counts is what they cost. */
@Tag("servers")
class HistoryPlansIT {
    private static final BatchNode NODE = BatchNode.shared();
    private static final Namespace NAMESPACE = NODE.namespace();
    private static final int CHANGES = 40_000;
    /** Three times what is on a page. */
    private static final long LIMIT = 300;

    private final HistoryArchive archive = NODE.bean(HistoryArchive.class);
    private final PastSettings past = NODE.bean(PastSettings.class);

    /** One name has nearly all the changes, and every hundredth change is of another name or author. */
    @BeforeAll
    static void fill() {
        NODE.jdbc()
                .update(
                        """
                INSERT INTO setting_history (namespace, revision, sequence, name, kind, old_value, old_revision, new_value,
                                             author, reason, request_id, changed_at)
                SELECT ?, 1000 + n.i, n.i, IF(n.i %% 100 = 0, CONCAT('cold', LPAD(n.i, 5, '0')), 'hot'), 'present', NULL,
                       NULL, '1', IF(n.i %% 400 = 0, 'bob', 'alice'), NULL, 'r', UTC_TIMESTAMP(6)
                FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 1 AS i
                      FROM %1$s a, %1$s b, %1$s c, %1$s e, %2$s f) n
                """.formatted(digits(10), digits(CHANGES / 10_000)),
                        NAMESPACE.text().getBytes(StandardCharsets.UTF_8));
        assertThat(NODE.count("SELECT COUNT(*) FROM readable_history WHERE namespace = ?", NAMESPACE.text()))
                .isEqualTo(CHANGES);
    }

    @Test
    void beforeWhenNoFilterThenNoMoreThanThePage() {
        assertThat(looked(() -> archive.before(NAMESPACE, HistoryQuery.ALL, null, 100)))
                .isLessThan(LIMIT);
        var middle = new HistoryRecord.Id(new Revision(1000 + CHANGES / 2), CHANGES / 2);
        assertThat(looked(() -> archive.before(NAMESPACE, HistoryQuery.ALL, middle, 100)))
                .isLessThan(LIMIT);
    }

    @Test
    void beforeWhenOfANameThenNoMoreThanItsOwn() {
        for (var name : new String[] {"cold00100", "hot", "absent"}) {
            var query = new HistoryQuery(new SettingName(name), null, null, null);
            assertThat(looked(() -> archive.before(NAMESPACE, query, null, 100)))
                    .as(name)
                    .isLessThan(LIMIT);
        }
    }

    @Test
    void beforeWhenOfAnAuthorThenNoMoreThanHis() {
        for (var author : new String[] {"bob", "alice", "nobody"}) {
            var query = new HistoryQuery(null, author, null, null);
            assertThat(looked(() -> archive.before(NAMESPACE, query, null, 100)))
                    .as(author)
                    .isLessThan(LIMIT);
        }
    }

    @Test
    void beforeWhenOfATimeThenNoMoreThanOfThat() {
        var query = new HistoryQuery(null, null, new Revision(2000), new Revision(2050));
        assertThat(looked(() -> archive.before(NAMESPACE, query, null, 100))).isLessThan(LIMIT);
        var authors = new HistoryQuery(null, "bob", new Revision(2000), new Revision(3000));
        assertThat(looked(() -> archive.before(NAMESPACE, authors, null, 100))).isLessThan(LIMIT);
    }

    @Test
    void pageWhenOneNameHasNearlyAllChangesThenTheyAreNotLookedAt() {
        assertThat(looked(() -> past.page(NAMESPACE, new Revision(1000 + CHANGES / 2), "", null, 1000)))
                .as("of 400 names")
                .isLessThan(8000);
        assertThat(looked(() -> past.page(NAMESPACE, new Revision(1000 + CHANGES / 2), "hot", null, 1000)))
                .as("of one name")
                .isLessThan(LIMIT);
    }

    @Test
    void definitionsWhenThereAreManyChangesThenTheyAreNotLookedAt() {
        assertThat(looked(() -> archive.definitions(NAMESPACE))).isLessThan(LIMIT);
        assertThat(looked(() -> archive.newest(NAMESPACE, new Revision(1000 + CHANGES / 2))))
                .isLessThan(LIMIT);
        assertThat(looked(() -> archive.holds(NAMESPACE))).isLessThan(LIMIT);
    }

    /** Rows that the database's storage was asked for on one connection, without those for the question. */
    private static long looked(Supplier<?> action) {
        var oneConnection = new TransactionTemplate(NODE.bean(PlatformTransactionManager.class));
        return Objects.requireNonNull(oneConnection.execute(status -> {
            long first = handled();
            long before = handled();
            assertThat(action.get()).isNotNull();
            return handled() - before - (before - first);
        }));
    }

    private static long handled() {
        return NODE.jdbc().query("SHOW SESSION STATUS LIKE 'Handler_read%'", (row, number) -> row.getLong(2)).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static String digits(int many) {
        var rows = new StringBuilder("(SELECT 0 AS d");
        for (int i = 1; i < many; i++) {
            rows.append(" UNION ALL SELECT ").append(i);
        }
        return rows.append(")").toString();
    }
}
