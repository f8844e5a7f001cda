package io.sluice.store;

/** Where a process reads, and hears of changes. What it writes, and the head that it must come to, is always the master's. */
public enum ReadFrom {
    /** At the master. */
    MASTER,
    /** At a replica that Sentinel knows, as long as one is in step with the master; else at the master. */
    REPLICAS
}
