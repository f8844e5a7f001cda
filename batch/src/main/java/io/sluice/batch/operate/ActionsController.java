package io.sluice.batch.operate;

import io.sluice.batch.audit.Action;
import io.sluice.batch.audit.Actions;
import io.sluice.http.Caller;
import io.sluice.http.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/actions}: what operators did, when and why. */
@RestController
final class ActionsController {
    private final Actions actions;

    ActionsController(Actions actions) {
        this.actions = actions;
    }

    /** A page, newest first; next is null when there are no more. */
    record Page(List<Action> actions, @Nullable Long next) {}

    @GetMapping("/v1/actions")
    Page list(
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = Limit.DEFAULT) Limit limit,
            Caller caller)
            throws InterruptedException {
        Scopes.requireAll(caller);
        // One more than asked for shows whether there are more.
        var found = Archive.answer(() -> actions.list(after, limit.count() + 1));
        var page = found.stream().limit(limit.count()).toList();
        return new Page(
                page, found.size() > limit.count() ? page.get(page.size() - 1).id() : null);
    }
}
