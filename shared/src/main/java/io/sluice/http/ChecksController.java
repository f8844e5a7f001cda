package io.sluice.http;

import io.sluice.check.Check;
import io.sluice.check.Checks;
import java.util.List;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells how the servers are set, as this node saw it last. */
@RestController
final class ChecksController {
    private final Checks checks;

    ChecksController(Checks checks) {
        this.checks = checks;
    }

    /**
     * All checks, server by server.
     *
     * @param checks each with what was found
     */
    record ChecksView(List<CheckView> checks) {}

    /**
     * A check.
     *
     * @param id of it
     * @param outcome {@code ok}, {@code warning} or {@code unknown}
     * @param found in words
     * @param expected in words
     * @param remedy what to do where what was found is not what is expected
     */
    record CheckView(String id, String outcome, String found, String expected, String remedy) {
        static CheckView of(Check check) {
            var requirement = check.requirement();
            return new CheckView(
                    check.id(),
                    check.outcome().name().toLowerCase(Locale.ROOT),
                    check.found(),
                    requirement.expected(),
                    requirement.remedy());
        }
    }

    @GetMapping(path = "/v1/checks", produces = MediaType.APPLICATION_JSON_VALUE)
    ChecksView checks() {
        return new ChecksView(checks.last().stream().map(CheckView::of).toList());
    }
}
