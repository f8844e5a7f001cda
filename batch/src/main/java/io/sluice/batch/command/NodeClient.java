package io.sluice.batch.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
    /** Whose refusals say themselves what to do. */
    private static final String BACKUP = "/v1/backup";

    private static final String LINES = "application/x-ndjson";
    private static final String PROBLEM = "application/problem+json";

    private static final BodyHandler<Content> WHOLE = answer -> BodySubscribers.mapping(
            BodySubscribers.ofString(StandardCharsets.UTF_8), text -> new Content(text, InputStream.nullInputStream()));

    /** What is no success is read whole. */
    private static final BodyHandler<Content> AS_IT_COMES = answer -> isSuccess(answer.statusCode())
            ? BodySubscribers.mapping(BodySubscribers.ofInputStream(), lines -> new Content("", lines))
            : WHOLE.apply(answer);

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

    /**
     * The body of an answer.
     *
     * @param text all of it; empty where it is read as it comes
     * @param stream what is read as it comes
     */
    private record Content(String text, InputStream stream) {}

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

    /** What the node answers in lines, as it comes. */
    InputStream download(String path) {
        var request = request(path, SLACK.plus(patience.left()))
                .header("Accept", LINES + ", " + PROBLEM)
                .GET();
        return carryOut(request.build(), AS_IT_COMES).body().stream();
    }

    /** @param lines the body, from its beginning each time */
    JsonNode upload(String path, Supplier<InputStream> lines) {
        var request = request(path, SLACK.plus(patience.left()))
                .header("Accept", "application/json, " + PROBLEM)
                .header("Content-Type", LINES)
                .POST(BodyPublishers.ofInputStream(lines));
        return json(carryOut(request.build(), WHOLE));
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
        var request = request(path, wait.plus(SLACK))
                .header("Accept", "application/json, " + PROBLEM)
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return json(carryOut(request.build(), WHOLE));
    }

    private HttpRequest.Builder request(String path, Duration timeout) {
        var request = HttpRequest.newBuilder(target.address().resolve(path)).timeout(timeout);
        var token = target.token().text();
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static boolean isSuccess(int status) {
        return status / 100 == 2;
    }

    /** The answer that is a success. */
    private HttpResponse<Content> carryOut(HttpRequest request, BodyHandler<Content> handler) {
        boolean told = false;
        while (true) {
            var answer = send(request, handler);
            if (isSuccess(answer.statusCode())) {
                return answer;
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

    private HttpResponse<Content> send(HttpRequest request, BodyHandler<Content> handler) {
        try {
            return client.send(request, handler);
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

    private JsonNode json(HttpResponse<Content> answer) {
        if (answer.body().text().isEmpty()) {
            return object();
        }
        try {
            var json = JSON.readTree(answer.body().text());
            if (json.isObject()) {
                return json;
            }
        } catch (JacksonException e) {
            throw failed(target.address() + ": the answer is no JSON (expected: a batch node)", e);
        }
        throw CommandException.failed(target.address() + ": the answer is no object (expected: a batch node)");
    }

    /** After how long to ask again; empty if that would be in vain. */
    private static Optional<Duration> later(HttpResponse<Content> answer) {
        if (answer.statusCode() != 503 && answer.statusCode() != 429) {
            return Optional.empty();
        }
        return answer.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("[0-9]{1,9}"))
                .map(seconds -> Duration.ofSeconds(Math.max(1, Long.parseLong(seconds))));
    }

    private CommandException timedOut(HttpResponse<Content> answer) {
        return new CommandException(
                Outcome.TIMED_OUT,
                detail(problem(answer), answer),
                List.of("this was tried again for " + patience, "what to do: look at the node's health and log"),
                null);
    }

    private CommandException refused(HttpResponse<Content> answer) {
        var problem = problem(answer);
        var details = new ArrayList<String>();
        for (var member : List.of("field", "expected")) {
            if (problem.hasNonNull(member)) {
                details.add(member + ": " + Text.of(problem.path(member)));
            }
        }
        var advice = advice(answer);
        if (advice != null) {
            details.add("what to do: " + advice);
        }
        if (answer.statusCode() >= 500 && problem.hasNonNull("requestId")) {
            details.add("in the node's log: " + Text.of(problem.path("requestId")));
        }
        var outcome = answer.statusCode() == 400 ? Outcome.USAGE : Outcome.FAILED;
        return new CommandException(outcome, detail(problem, answer), details, null);
    }

    private @Nullable String advice(HttpResponse<Content> answer) {
        int status = answer.statusCode();
        return switch (status) {
            case 401 ->
                target.token().text() == null
                        ? "put a token into the environment variable SLUICE_TOKEN, or its file's name after --token-file"
                        : "use a token that this node knows and that has not expired";
            case 403 -> "use the token of an operator, and one that is good for that namespace";
            case 404 -> "'runs' and 'quarantine' list what there is; a namespace is created at the api";
            case 409 -> answer.uri().getPath().endsWith(BACKUP) ? null : "'runs show' with its id says how a run is";
            case 429 -> "wait a minute; too many wrong tokens came from here";
            default -> status >= 500 ? "look at the node's health and log" : null;
        };
    }

    private static String detail(JsonNode problem, HttpResponse<Content> answer) {
        var detail = Text.of(problem.path("detail"));
        return detail.isEmpty()
                ? "%s: answer %d (expected: a batch node)".formatted(answer.uri(), answer.statusCode())
                : detail;
    }

    private static JsonNode problem(HttpResponse<Content> answer) {
        try {
            return JSON.readTree(answer.body().text());
        } catch (JacksonException e) {
            return object();
        }
    }

    private static CommandException failed(String message, Throwable cause) {
        return new CommandException(Outcome.FAILED, message, List.of(), cause);
    }
}
