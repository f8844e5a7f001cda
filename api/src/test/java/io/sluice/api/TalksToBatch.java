package io.sluice.api;

import io.sluice.batch.StandIn;

/** Breaks a rule on purpose. */
record TalksToBatch(StandIn batch) {}
