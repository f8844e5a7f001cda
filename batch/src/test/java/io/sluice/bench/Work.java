package io.sluice.bench;

/** What is counted while it is done. */
interface Work {
    void work() throws Exception;
}
