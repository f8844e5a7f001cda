package io.sluice.batch.run;

/** Says how much there is to do for runs, so that their progress can be seen. Thread-safe. */
public final class Totals {
    private final RunTables tables;

    Totals(RunTables tables) {
        this.tables = tables;
    }

    /**
     * There is that much more to do, in the unit of what the run reads.
     *
     * @param run its id
     * @throws org.springframework.dao.DataAccessException if the database is away or refuses
     */
    public void add(long run, long more) {
        tables.addTotal(run, more);
    }
}
