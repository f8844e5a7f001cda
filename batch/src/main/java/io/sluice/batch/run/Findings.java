package io.sluice.batch.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps what a run finds: how often, by kind, and the first ones in full. For one run and one thread.
 */
public final class Findings {
    private static final String ADD_FINDING = """
            INSERT INTO run_finding (job_execution_id, number, namespace, name, kind, redis_revision, archive_revision,
                                     detail, repaired)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON DUPLICATE KEY UPDATE number = run_finding.number
            """;
    private static final String SET_FOUND = """
            INSERT INTO run_found (job_execution_id, word, amount) VALUES (?, ?, ?)
            ON DUPLICATE KEY UPDATE amount = VALUES(amount)
            """;
    private static final int NAME_BYTES = 800;
    private static final int DETAIL_CHARACTERS = 1000;

    private final JdbcTemplate jdbc;
    private final long run;
    private final int limit;
    private final SortedMap<String, Long> found = new TreeMap<>();
    private final List<Finding> unwritten = new ArrayList<>();
    private int written;

    /**
     * Finds nothing yet.
     *
     * @param run its id
     * @param limit how many are kept in full
     */
    public Findings(JdbcTemplate jdbc, long run, int limit) {
        this.jdbc = jdbc;
        this.run = run;
        this.limit = limit;
    }

    /** Counts under a word that is no finding of its own, such as what was passed over. */
    public void count(String word, long times) {
        found.merge(word, times, Long::sum);
    }

    /** Counts each by its kind, {@code repaired} too where it is, and keeps it in full if it is among the first. */
    public void add(List<Finding> findings) {
        for (var finding : findings) {
            count(finding.kind(), 1);
            if (finding.repair() == Finding.Repair.DONE) {
                count("repaired", 1);
            }
            if (!isFull()) {
                unwritten.add(finding);
            }
        }
    }

    /** Whether those that follow are only counted. */
    public boolean isFull() {
        return written + unwritten.size() >= limit;
    }

    /**
     * Writes down what was added and counted.
     *
     * @param transaction carries the writing out, and may begin it anew
     * @throws org.springframework.dao.DataAccessException if the database is away or refuses
     */
    public void flush(Consumer<Runnable> transaction) {
        transaction.accept(this::write);
        written += unwritten.size();
        unwritten.clear();
    }

    private void write() {
        for (int i = 0; i < unwritten.size(); i++) {
            keep(unwritten.get(i), written + i + 1);
        }
        found.forEach((word, amount) -> jdbc.update(SET_FOUND, run, word, amount));
    }

    /** The counts as they are now, by kind. */
    public Map<String, Long> counts() {
        return Map.copyOf(found);
    }

    private void keep(Finding finding, int number) {
        var name = finding.name().getBytes(StandardCharsets.UTF_8);
        var detail = finding.detail();
        jdbc.update(
                ADD_FINDING,
                run,
                number,
                finding.namespace().text().getBytes(StandardCharsets.UTF_8),
                name.length > NAME_BYTES ? Arrays.copyOf(name, NAME_BYTES) : name,
                finding.kind(),
                finding.redisRevision(),
                finding.archiveRevision(),
                detail == null || detail.length() <= DETAIL_CHARACTERS
                        ? detail
                        : detail.substring(0, DETAIL_CHARACTERS),
                finding.repair() == Finding.Repair.DONE);
    }
}
