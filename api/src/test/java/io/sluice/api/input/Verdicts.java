package io.sluice.api.input;

import io.sluice.api.input.Attempt.Due;
import io.sluice.api.input.RawClient.Answer;
import io.sluice.http.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What was answered to each attempt, and whether it may be. Thread-safe. */
final class Verdicts {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern INSIDE = Pattern.compile(
            "Exception|Throwable|StackOverflow|OutOfMemory|\\bat [a-z]+\\.|\\.java:|\\b(java|javax|jakarta|org|com|io|tools)\\.[a-z]+\\.");
    private static final int LONGEST = 300;
    private static final int MOST = 60;

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> byKind = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> byOperation = new ConcurrentSkipListMap<>();

    /** Sees whether an answer is due. */
    void judge(Attempt attempt, Answer answer) {
        var status = answer.status() == 0 ? "closed" : Integer.toString(answer.status());
        byKind.computeIfAbsent(attempt.kind() + ": " + status, key -> new LongAdder())
                .increment();
        byOperation
                .computeIfAbsent(attempt.operation() + ": " + status, key -> new LongAdder())
                .increment();
        var fault = fault(attempt.due(), answer);
        if (fault != null) {
            fault(attempt, fault + "; answered " + status + " " + shown(answer.body()));
        }
    }

    void fault(Attempt attempt, String what) {
        faults.add(
                "%s, %s: %s%n    to %s".formatted(attempt.operation(), attempt.kind(), what, shown(attempt.octets())));
    }

    /** The first of them. */
    List<String> faults() {
        return faults.stream().limit(MOST).toList();
    }

    /** How many of what. */
    String report(long seed) {
        var report = new StringBuilder("Bad input, seed " + seed + ":\n");
        byOperation.forEach((what, count) -> report.append("%7d %s%n".formatted(count.sum(), what)));
        report.append("by kind:\n");
        byKind.forEach((what, count) -> report.append("%7d %s%n".formatted(count.sum(), what)));
        return report.append("%7d requests, %d faults%n"
                        .formatted(
                                byKind.values().stream()
                                        .mapToLong(LongAdder::sum)
                                        .sum(),
                                faults.size()))
                .toString();
    }

    private static @Nullable String fault(Due due, Answer answer) {
        int status = answer.status();
        if (due == Due.TAKEN) {
            return status == 200 || status == 201 ? null : "not taken";
        }
        if (status == 0) {
            return due == Due.REFUSED ? "closed" : null;
        }
        var isDue = (status >= 400 && status < 500) || (due == Due.NOT_SPOKEN && (status == 501 || status == 505));
        return isDue ? problemFault(answer) : "not refused";
    }

    private static @Nullable String problemFault(Answer answer) {
        if (!answer.header("content-type").equals("application/problem+json")) {
            return "no problem";
        }
        try {
            var problem = STRICT.readTree(answer.body());
            var type = Arrays.stream(ProblemType.values())
                    .filter(known ->
                            known.uri().toString().equals(problem.path("type").asString("")))
                    .findFirst();
            if (type.isEmpty()) {
                return "unknown type";
            }
            if (!type.get().title().equals(problem.path("title").asString(""))
                    || type.get().status() != problem.path("status").asInt(0)
                    || type.get().status() != answer.status()) {
                return "title or status of another type";
            }
            if (problem.path("detail").asString("").isBlank()
                    || !problem.path("requestId").asString("").equals(answer.header("x-request-id"))) {
                return "no detail or id";
            }
            return INSIDE.matcher(problem.path("detail").asString()).find() ? "tells of the inside" : null;
        } catch (JacksonException e) {
            return "no JSON: " + e.getOriginalMessage();
        }
    }

    /** What was sent, in one line and not all of it. */
    static String shown(String octets) {
        var shown = new StringBuilder();
        var cut = octets.length() > LONGEST * 2
                ? octets.substring(0, LONGEST) + " ... " + octets.substring(octets.length() - LONGEST)
                : octets;
        cut.chars().forEach(c -> shown.append(c >= ' ' && c < 0x7F ? Character.toString(c) : "\\u%04x".formatted(c)));
        return shown.toString();
    }
}
