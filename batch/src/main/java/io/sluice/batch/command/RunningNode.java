package io.sluice.batch.command;

/** A node of somebody else's, which goes on whatever becomes of the command. */
record RunningNode(NodeAddress address, AccessToken token) implements Target {
    @Override
    public void close() {}
}
