package io.sluice.faults.load;

/**
 * A call with what came of it.
 *
 * @param begun microseconds since 1970
 * @param ended microseconds since 1970
 * @param attempts how often it was asked
 */
public record Recorded(Call call, Outcome outcome, long begun, long ended, int attempts) {}
