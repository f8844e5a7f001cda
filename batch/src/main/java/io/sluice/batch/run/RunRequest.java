package io.sluice.batch.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a run.
 *
 * @param job its name, one of {@link Runs#jobs()}
 * @param scope what the run is for
 * @param options what else the job is told, as parameters of the run; a run under way is joined only if it has the same
 * @param trigger who asks
 * @param reason in the words of who asks, at most 1000 characters; null for none
 */
public record RunRequest(
        String job,
        RunScope scope,
        Map<String, String> options,
        Trigger trigger,
        @Nullable String reason) {
    public RunRequest {
        options = Map.copyOf(options);
    }

    /** Without options and reason. */
    public RunRequest(String job, RunScope scope, Trigger trigger) {
        this(job, scope, Map.of(), trigger, null);
    }
}
