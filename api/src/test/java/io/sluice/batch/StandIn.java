package io.sluice.batch;

/** Stands for the other application, which is not on this class path. */
public final class StandIn {}
