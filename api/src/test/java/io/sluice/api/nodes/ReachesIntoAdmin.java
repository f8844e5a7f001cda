package io.sluice.api.nodes;

import io.sluice.api.admin.PublicInItsRoom;

/** Breaks a rule on purpose. */
public record ReachesIntoAdmin(PublicInItsRoom room) {}
