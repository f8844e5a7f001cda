package io.sluice.batch.archive;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Tells errors of the database that pass by themselves from those that do not. */
public final class DatabaseErrors {
    /** What MySQL and MariaDB say while something is in their way. */
    private static final Set<Integer> PASSING = Set.of(
            1020, // record has changed since last read (snapshot isolation of MariaDB)
            1021, // disk full
            1030, // error of the storage engine
            1037, // out of memory
            1038, // out of sort memory
            1040, // too many connections
            1041, // out of resources
            1053, // server shutdown in progress
            1114, // table is full
            1129, // host is blocked
            1158, // network: reading
            1159, // network: reading timed out
            1160, // network: writing
            1161, // network: writing timed out
            1180, // error during commit
            1203, // too many connections of this user
            1205, // lock wait timeout
            1206, // lock table full
            1213, // deadlock
            1226, // user has exceeded a resource
            1290, // the server is running with an option that prevents this, as read_only
            1317, // query execution was interrupted
            1613, // transaction was rolled back because it took too long
            1614, // transaction branch was rolled back: deadlock
            1792, // read only transaction
            1836, // running in read-only mode
            1927, // connection was killed
            1969, // statement took too long (MariaDB)
            2002, 2003, 2006, 2013, // connection refused or lost
            3024, // statement took too long
            3572); // lock not available at once

    private DatabaseErrors() {}

    /** Whether to try again: the database is away, busy or shut for writing, or somebody else was in the way. */
    public static boolean passes(Throwable failure) {
        var error = find(failure);
        if (error == null) {
            // A connection could not be had, or the transaction not be begun or ended.
            return failure instanceof TransientDataAccessException
                    || failure instanceof DataAccessResourceFailureException
                    || failure instanceof TransactionException;
        }
        var state = error.getSQLState();
        return PASSING.contains(error.getErrorCode())
                || error instanceof SQLTransientException
                || error instanceof SQLRecoverableException
                || error instanceof SQLNonTransientConnectionException
                || (state != null && (state.startsWith("08") || state.startsWith("40")));
    }

    /** Whether the database has refused what it was given, and would again. */
    public static boolean refuses(Throwable failure) {
        return !passes(failure) && find(failure) != null;
    }

    /** The error that the database gave; null if it did not give one. */
    public static @Nullable SQLException find(Throwable failure) {
        SQLException found = null;
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 20; depth++, at = at.getCause()) {
            if (at instanceof SQLException error) {
                // Of a batch, the innermost says what it was.
                found = error;
            }
        }
        return found;
    }
}
