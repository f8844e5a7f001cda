package io.sluice.batch.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.batch.audit.Actions;
import io.sluice.batch.schedule.Schedule;
import io.sluice.http.Caller;
import io.sluice.http.Limit;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.http.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/schedule}: when jobs start by themselves, and whether they do. */
@RestController
@RequestMapping("/v1/schedule")
final class ScheduleController {
    private final Schedule schedule;
    private final Actions actions;

    ScheduleController(Schedule schedule, Actions actions) {
        this.schedule = schedule;
        this.actions = actions;
    }

    /** The schedule of a job, as JSON. */
    record TriggerBody(
            String job,
            @Nullable String schedule,
            Schedule.State state,
            @Nullable Instant nextFireAt,
            @Nullable Instant lastFireAt,
            long misfires,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            ThresholdsBody thresholds) {
        static TriggerBody of(Schedule.Line line) {
            return new TriggerBody(
                    line.job(),
                    line.schedule(),
                    line.state(),
                    line.nextFireAt(),
                    line.lastFireAt(),
                    line.misfires(),
                    ThresholdsBody.of(line.whenDirty(), line.whenOlderThan()));
        }
    }

    /**
     * What else starts it, as JSON.
     *
     * @param dirty so many entries that are waiting; null for any number
     * @param oldestDirtySeconds an entry that waits for so long; null for however long
     */
    record ThresholdsBody(@Nullable Long dirty, @Nullable Double oldestDirtySeconds) {
        static @Nullable ThresholdsBody of(@Nullable Long dirty, @Nullable Duration age) {
            return dirty == null && age == null
                    ? null
                    : new ThresholdsBody(dirty, age == null ? null : age.toMillis() / 1000.0);
        }
    }

    /** A page, by job; next is null when there are no more. */
    record Page(List<TriggerBody> triggers, @Nullable String next) {}

    @GetMapping
    Page list(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = Limit.DEFAULT) Limit limit,
            Caller caller)
            throws InterruptedException {
        caller.require(Role.READER);
        var lines = Archive.answer(schedule::lines).stream()
                .filter(line -> after == null || line.job().compareTo(after) > 0)
                .toList();
        var page = lines.stream().limit(limit.count()).map(TriggerBody::of).toList();
        return new Page(
                page, lines.size() > limit.count() ? page.get(page.size() - 1).job() : null);
    }

    @PostMapping("/{job}/pause")
    TriggerBody pause(@PathVariable String job, @RequestBody(required = false) @Nullable ReasonBody body, Caller caller)
            throws InterruptedException {
        return change(job, "schedule pause", ReasonBody.of(body), caller, () -> schedule.pause(job));
    }

    @PostMapping("/{job}/resume")
    TriggerBody resume(
            @PathVariable String job, @RequestBody(required = false) @Nullable ReasonBody body, Caller caller)
            throws InterruptedException {
        return change(job, "schedule resume", ReasonBody.of(body), caller, () -> schedule.resume(job));
    }

    private TriggerBody change(
            String job, String action, @Nullable String reason, Caller caller, Supplier<Optional<Schedule.Line>> change)
            throws InterruptedException {
        Scopes.requireAll(caller);
        if (!schedule.jobs().contains(job)) {
            throw unknown(job);
        }
        return Archive.answer(() -> {
            actions.record(caller.owner(), action, job, reason);
            return TriggerBody.of(change.get().orElseThrow(() -> unknown(job)));
        });
    }

    private ProblemException unknown(String job) {
        return ProblemException.of(
                ProblemType.NOT_FOUND,
                "job: %s (expected: one of %s)".formatted(job, String.join(", ", schedule.jobs())));
    }
}
