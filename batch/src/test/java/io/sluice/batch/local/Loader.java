package io.sluice.batch.local;

import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Sends input through the admin API, as change sets; what is there already is not sent again. */
final class Loader {
    private static final int CHANGE_SET = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Caller api;
    private final Pace pace;
    private final Terminal terminal;

    Loader(Caller api, Pace pace, Terminal terminal) {
        this.api = api;
        this.pace = pace;
        this.terminal = terminal;
    }

    /** What was sent. */
    record Loaded(int settings, int changeSets) {}

    /**
     * @param there what the namespace holds
     * @throws LocalRunException if the API refuses anything
     */
    Loaded load(Input input, Copy there) {
        if (!there.holds(SettingName.NAMESPACE.text())) {
            var description = Json.MAPPER.createObjectNode().put("description", input.source());
            call("PUT", "/v1/namespaces/" + input.namespace(), description);
        }
        var names = changed(input, there);
        int sets = 0;
        var progress = terminal.progress("Loading into " + input.namespace() + ":", names.size());
        for (int from = 0; from < names.size(); from += CHANGE_SET) {
            var part = names.subList(from, Math.min(names.size(), from + CHANGE_SET));
            call("POST", path(input.namespace()), changeSet(input, part));
            progress.reached(from + part.size());
            sets++;
        }
        return new Loaded(names.size(), sets);
    }

    static List<String> changed(Input input, Copy there) {
        var names = new ArrayList<String>();
        input.values().forEach((name, value) -> {
            if (!there.holds(name, value)) {
                names.add(name);
            }
        });
        return names;
    }

    private static String path(Namespace namespace) {
        return "/v1/namespaces/" + namespace + "/changes";
    }

    private static JsonNode changeSet(Input input, List<String> names) {
        var body = Json.MAPPER.createObjectNode();
        var changes = body.putArray("changes");
        names.forEach(name -> changes.addObject()
                .put("name", name)
                .set("value", input.values().get(name)));
        return body.put("reason", "local run");
    }

    /** Repeated under one key until there is an answer, so that a lost reply has no second effect. */
    private void call(String method, String path, JsonNode body) {
        var key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        pace.until(PATIENCE, Duration.ofMillis(300), () -> {
            var call = method + " " + api.base() + path + ": ";
            try {
                var answer = api.send(method, path, Token.EDITOR, body, key);
                if (answer.isPassing()) {
                    return call + answer.problem();
                }
                if (!answer.isGood()) {
                    throw new LocalRunException(call + answer.problem());
                }
                return null;
            } catch (IOException e) {
                return call + "no answer (" + e + ")";
            }
        });
    }
}
