package io.sluice.batch.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Lets one node at a time decide whether to start a run. It is a row lock on a connection of its own, because the job
 * repository insists on transactions of its own, and it is gone when the process or the connection is.
 */
final class Fence {
    private static final String LOCK = "SELECT job FROM run_fence WHERE job = ? FOR UPDATE";

    private final DataSource dataSource;

    Fence(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Calls the action while no other node is in here for the same job.
     *
     * @throws org.springframework.dao.DataAccessException if the row cannot be locked in time, or the database is away
     */
    <T> T within(String job, Supplier<T> action) {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            lock(connection, job);
            try {
                return action.get();
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("fence of %s: database not reachable".formatted(job), e);
        }
    }

    private static void lock(Connection connection, String job) {
        try (var statement = connection.prepareStatement(LOCK)) {
            statement.setString(1, job);
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new IllegalArgumentException(
                            "job: %s (expected: one with a row in run_fence)".formatted(job));
                }
            }
        } catch (SQLException e) {
            throw new CannotAcquireLockException("fence of %s: not locked".formatted(job), e);
        }
    }
}
