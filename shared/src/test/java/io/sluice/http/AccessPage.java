package io.sluice.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.ApplicationContext;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** The table of docs/access.md for one application: which calls there are, and who may make them. */
public final class AccessPage {
    /** The namespace that calls are tried in; those who are confined elsewhere have no access to it. */
    public static final String NAMESPACE = "walk";

    private static final Path PAGE = Path.of("..", "docs", "access.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `([A-Z]+) (\\S+)` \\| (?:`(.*)` )?\\| (\\w+) \\| (403|parts|all) \\|");
    private static final Pattern VARIABLE = Pattern.compile("/\\*\\*|\\{\\*?(\\w+)}");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW");

    private final List<Row> rows;
    private final HttpClient client = HttpClient.newHttpClient();

    private AccessPage(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /** Who calls. */
    public enum Who {
        NOBODY,
        UNKNOWN,
        EXPIRED,
        READER,
        EDITOR,
        OPERATOR,
        /** An operator, but in another namespace. */
        ELSEWHERE
    }

    private enum Elsewhere {
        REFUSED,
        ANSWERED
    }

    private record Row(String method, String path, String body, Who needs, Elsewhere elsewhere) {
        String call() {
            return method + " " + path;
        }

        int expected(Who who) {
            if (needs == Who.NOBODY && who != Who.UNKNOWN && who != Who.EXPIRED) {
                return 200;
            }
            return switch (who) {
                case NOBODY, UNKNOWN, EXPIRED -> 401;
                case READER, EDITOR, OPERATOR -> who.compareTo(needs) < 0 ? 403 : 200;
                case ELSEWHERE -> elsewhere == Elsewhere.REFUSED ? 403 : 200;
            };
        }
    }

    /**
     * Reads the table under the heading.
     *
     * @throws IllegalStateException if a row of it cannot be read
     */
    public static AccessPage of(String application) {
        var rows = new ArrayList<Row>();
        var heading = "";
        for (var line : lines()) {
            if (line.startsWith("## ")) {
                heading = line.substring(3);
            }
            if (heading.equals(application) && line.startsWith("| `")) {
                rows.add(row(line));
            }
        }
        return new AccessPage(rows);
    }

    /** The calls that the table has, each as {@code GET /path/{variable}}. */
    public Set<String> calls() {
        var calls = new TreeSet<String>();
        rows.forEach(row -> calls.add(row.call()));
        return calls;
    }

    /** The calls that an application serves, as {@link #calls} has them. */
    public static Set<String> served(ApplicationContext application) {
        var calls = new TreeSet<String>();
        application
                .getBeansOfType(RequestMappingInfoHandlerMapping.class)
                .values()
                .forEach(mapping -> mapping.getHandlerMethods().keySet().forEach(info -> calls.addAll(calls(info))));
        application.getBeansOfType(RouterFunctionMapping.class).forEach((name, mapping) -> {
            if (mapping.getRouterFunction() != null) {
                calls.add(name + ": " + mapping.getRouterFunction());
            }
        });
        return calls;
    }

    /**
     * Makes every call of the table as everybody, and every other call of the same paths as somebody and as nobody.
     *
     * @param tokens of everybody but {@link Who#NOBODY}
     * @return what was answered otherwise than the table says, a line each
     */
    public List<String> walk(String address, Map<Who, String> tokens) {
        var faults = new ArrayList<String>();
        for (var row : rows) {
            for (var who : Who.values()) {
                int status = send(address, row.method, row.path, row.body, tokens.getOrDefault(who, ""));
                judge(row.call(), who, status, row.expected(who), faults);
            }
        }
        for (var path : new TreeSet<>(rows.stream().map(Row::path).toList())) {
            for (var method : METHODS) {
                if (!calls().contains(method + " " + path)) {
                    walkWithoutRow(address, method, path, tokens.getOrDefault(Who.OPERATOR, ""), faults);
                }
            }
        }
        return faults;
    }

    private void walkWithoutRow(String address, String method, String path, String token, List<String> faults) {
        var open = rows.stream().anyMatch(row -> row.path.equals(path) && row.needs == Who.NOBODY);
        var allowed = method.equals("OPTIONS") || (method.equals("HEAD") && calls().contains("GET " + path));
        var call = method + " " + path;
        int expected = allowed ? 200 : 405;
        judge(call, Who.NOBODY, send(address, method, path, "", ""), open ? expected : 401, faults);
        int status = send(address, method, path, "", token);
        // The path of a setting takes a name that is empty, and refuses it.
        judge(call, Who.OPERATOR, status == 400 && !allowed ? 405 : status, expected, faults);
    }

    /** What is expected as 200 is only that access is no hindrance: there may be nothing to find. */
    private static void judge(String call, Who who, int status, int expected, List<String> faults) {
        var passed = status < 500 && status != 401 && status != 403 && status != 405;
        if (expected == 200 ? !passed : status != expected) {
            faults.add("%s as %s: %d (expected: %s)".formatted(call, who, status, expected == 200 ? "none" : expected));
        }
    }

    private int send(String address, String method, String path, String body, String token) {
        var request = HttpRequest.newBuilder(URI.create(address + concrete(path)))
                .timeout(PATIENCE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.setHeader("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        // An answer may go on for ever: only its head counts.
        try {
            var answer = client.send(request.build(), BodyHandlers.ofInputStream());
            answer.body().close();
            return answer.statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + " " + path + ": interrupted", e);
        }
    }

    private static String concrete(String path) {
        return VARIABLE.matcher(path).replaceAll(found -> {
            var name = found.group(1);
            if (name == null) {
                return "/readiness";
            }
            return Matcher.quoteReplacement(
                    switch (name) {
                        case "namespace" -> NAMESPACE;
                        case "id" -> "1";
                        case "requiredMetricName" -> "jvm.memory.used";
                        default -> "a";
                    });
        });
    }

    private static Row row(String line) {
        var matcher = ROW.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalStateException(
                    "%s: %s (expected: call, body, role, and 403, parts or all)".formatted(PAGE, line));
        }
        var body = matcher.group(3);
        return new Row(
                matcher.group(1),
                matcher.group(2),
                body == null ? "" : body,
                Who.valueOf(matcher.group(4).toUpperCase(Locale.ROOT)),
                matcher.group(5).equals("403") ? Elsewhere.REFUSED : Elsewhere.ANSWERED);
    }

    private static Set<String> calls(RequestMappingInfo info) {
        var methods = info.getMethodsCondition().getMethods();
        var calls = new TreeSet<String>();
        for (var path : info.getPatternValues()) {
            if (methods.isEmpty()) {
                calls.add("any method " + path);
            }
            methods.forEach(method -> calls.add(method + " " + path));
        }
        return calls;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
