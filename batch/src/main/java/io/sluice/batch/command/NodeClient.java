package io.sluice.batch.command;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Calls a node. What it answers that is no success becomes a {@link CommandException} with what to do. For one thread. */
final class NodeClient {
    /** What a call may take beyond what the node was asked to wait. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
    private final Target target;
    private final Patience patience;
    private final Narrator narrator;

    /** @param patience with a node that cannot answer now */
    NodeClient(Target target, Patience patience, Narrator narrator) {
        this.target = target;
        this.patience = patience;
        this.narrator = narrator;
    }

    /** An empty object, to be filled. */
    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    JsonNode get(String path) {
        return call("GET", path, null, Duration.ZERO);
    }

    /** @param wait for how long the body asks the node to wait */
    JsonNode post(String path, ObjectNode body, Duration wait) {
        return call("POST", path, body, wait);
    }

    JsonNode delete(String path) {
        return call("DELETE", path, null, Duration.ZERO);
    }

    /** Asks again and again while the node cannot be reached: it may be starting anew. */
    JsonNode poll(String path) {
        boolean told = false;
        while (true) {
            try {
                return get(path);
            } catch (UnreachableException e) {
                if (patience.isOver()) {
                    throw e;
                }
                if (!told) {
                    narrator.say(e.getMessage() + "; asking again");
                    told = true;
                }
                patience.pause(RETRY);
            }
        }
    }

    private JsonNode call(String method, String path, @Nullable ObjectNode body, Duration wait) {
        var request = HttpRequest.newBuilder(target.address().resolve(path))
                .timeout(wait.plus(SLACK))
                .header("Accept", "application/json, application/problem+json")
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        var token = target.token().text();
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return carryOut(request.build());
    }

    private JsonNode carryOut(HttpRequest request) {
        boolean told = false;
        while (true) {
            var answer = send(request);
            if (answer.statusCode() / 100 == 2) {
                return json(answer);
            }
            var later = later(answer);
            if (later.isEmpty()) {
                throw refused(answer);
            }
            if (patience.left().compareTo(later.get()) <= 0) {
                throw timedOut(answer);
            }
            if (!told) {
                narrator.say("the node cannot answer now, waiting: " + detail(problem(answer), answer));
                told = true;
            }
            patience.pause(later.get());
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (SSLException e) {
            throw failed("%s: TLS failed: %s".formatted(target.address(), e.getMessage()), e);
        } catch (ConnectException e) {
            throw new UnreachableException(
                    target.address() + ": nothing listens there",
                    List.of("what to do: start the node, give the --url of another, or work --alone"),
                    e);
        } catch (HttpTimeoutException e) {
            throw new UnreachableException(target.address() + ": no answer in time", List.of(), e);
        } catch (IOException e) {
            throw new UnreachableException(
                    "%s: the connection broke (%s)".formatted(target.address(), e),
                    List.of("what to do: 'runs' shows what was done"),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted", e);
        }
    }

    private JsonNode json(HttpResponse<String> answer) {
        if (answer.body().isEmpty()) {
            return object();
        }
        try {
            var json = JSON.readTree(answer.body());
            if (json.isObject()) {
                return json;
            }
        } catch (JacksonException e) {
            throw failed(target.address() + ": the answer is no JSON (expected: a batch node)", e);
        }
        throw CommandException.failed(target.address() + ": the answer is no object (expected: a batch node)");
    }

    /** After how long to ask again; empty if that would be in vain. */
    private static Optional<Duration> later(HttpResponse<String> answer) {
        if (answer.statusCode() != 503 && answer.statusCode() != 429) {
            return Optional.empty();
        }
        return answer.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("[0-9]{1,9}"))
                .map(seconds -> Duration.ofSeconds(Math.max(1, Long.parseLong(seconds))));
    }

    private CommandException timedOut(HttpResponse<String> answer) {
        return new CommandException(
                Outcome.TIMED_OUT,
                detail(problem(answer), answer),
                List.of("this was tried again for " + patience, "what to do: look at the node's health and log"),
                null);
    }

    private CommandException refused(HttpResponse<String> answer) {
        var problem = problem(answer);
        var details = new ArrayList<String>();
        for (var member : List.of("field", "expected")) {
            if (problem.hasNonNull(member)) {
                details.add(member + ": " + Text.of(problem.path(member)));
            }
        }
        var advice = advice(answer.statusCode());
        if (advice != null) {
            details.add("what to do: " + advice);
        }
        if (answer.statusCode() >= 500 && problem.hasNonNull("requestId")) {
            details.add("in the node's log: " + Text.of(problem.path("requestId")));
        }
        var outcome = answer.statusCode() == 400 ? Outcome.USAGE : Outcome.FAILED;
        return new CommandException(outcome, detail(problem, answer), details, null);
    }

    private @Nullable String advice(int status) {
        return switch (status) {
            case 401 ->
                target.token().text() == null
                        ? "put a token into the environment variable SLUICE_TOKEN, or its file's name after --token-file"
                        : "use a token that this node knows and that has not expired";
            case 403 -> "use the token of an operator, and one that is good for that namespace";
            case 404 -> "'runs' and 'quarantine' list what there is; a namespace is created at the api";
            case 409 -> "'runs show' with its id says how a run is";
            case 429 -> "wait a minute; too many wrong tokens came from here";
            default -> status >= 500 ? "look at the node's health and log" : null;
        };
    }

    private static String detail(JsonNode problem, HttpResponse<String> answer) {
        var detail = Text.of(problem.path("detail"));
        return detail.isEmpty()
                ? "%s: answer %d (expected: a batch node)".formatted(answer.uri(), answer.statusCode())
                : detail;
    }

    private static JsonNode problem(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JacksonException e) {
            return object();
        }
    }

    private static CommandException failed(String message, Throwable cause) {
        return new CommandException(Outcome.FAILED, message, List.of(), cause);
    }
}
