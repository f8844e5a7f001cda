package io.sluice.batch.command;

/** What a command works with. */
record Session(
        NodeClient client,
        Output output,
        Narrator narrator,
        Interruption interruption,
        Patience patience,
        Target target) {

    /** Whether runs outlast this process. */
    boolean isWithRunningNode() {
        return target instanceof RunningNode;
    }
}
