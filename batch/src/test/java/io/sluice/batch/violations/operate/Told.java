package io.sluice.batch.violations.operate;

/** Something of the room above. */
public record Told() {}
