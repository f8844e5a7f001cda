package io.sluice.batch.run;

/**
 * Asks for a run.
 *
 * @param job its name, one of {@link Runs#jobs()}
 * @param scope what the run is for
 * @param trigger who asks
 */
public record RunRequest(String job, RunScope scope, Trigger trigger) {}
