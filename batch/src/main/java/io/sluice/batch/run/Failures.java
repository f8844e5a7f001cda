package io.sluice.batch.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.step.FatalStepExecutionException;
import org.springframework.core.retry.RetryException;

/** Puts a failure into words: what each cause says, outermost first, on one line. */
public final class Failures {
    /** Those say only that they wrap another one. */
    private static final Set<Class<?>> WRAPPERS = Set.of(FatalStepExecutionException.class, RetryException.class);

    private static final int DEEPEST = 20;

    private Failures() {}

    /** What each cause of one failure says. */
    public static String causes(Throwable failure) {
        var said = new ArrayList<String>();
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST; depth++, at = at.getCause()) {
            if (!WRAPPERS.contains(at.getClass())) {
                said.add(at.getClass().getSimpleName() + ": " + oneLine(at.getMessage()));
            }
        }
        return String.join("; because of ", said);
    }

    /** Whether any of them says more than that a worker has failed, which the worker says itself. */
    static boolean tells(List<Throwable> failures) {
        return failures.isEmpty() || failures.stream().anyMatch(Failures::tells);
    }

    private static boolean tells(Throwable failure) {
        return !(failure instanceof JobExecutionException
                && String.valueOf(failure.getMessage()).startsWith("Partition handler returned"));
    }

    static String causes(List<Throwable> failures) {
        return failures.stream()
                .filter(Failures::tells)
                .map(Failures::causes)
                .distinct()
                .collect(Collectors.joining("; and "));
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "no message" : message.strip().replaceAll("\\s+", " ");
    }
}
