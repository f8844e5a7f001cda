package io.sluice.batch.faults;

/** Where a process can be made to die, or to be held up. */
enum FailPoint {
    /** The run has begun, and has read nothing yet. */
    START,
    /** The dirty entries have been read. */
    READ,
    /** The first page is about to be sent to the database. */
    BEFORE_UPSERT,
    /** The database has it, in a transaction that is not committed. */
    AFTER_UPSERT,
    BEFORE_COMMIT,
    AFTER_COMMIT,
    BEFORE_ACKNOWLEDGE,
    AFTER_ACKNOWLEDGE,
    /** Everything of the page is done, and the run is about to record that. */
    BEFORE_METADATA,
    BEFORE_HISTORY_ACKNOWLEDGE,
    AFTER_HISTORY_ACKNOWLEDGE
}
