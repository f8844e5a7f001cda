package io.sluice.batch.command;

/** The node that does the work. */
sealed interface Target extends AutoCloseable permits RunningNode, PrivateNode {
    NodeAddress address();

    AccessToken token();

    /** Ends what was started for this command. */
    @Override
    void close();
}
