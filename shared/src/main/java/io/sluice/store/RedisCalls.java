package io.sluice.store;

import io.lettuce.core.RedisCommandExecutionException;
import io.sluice.store.StoreException.Outcome;
import io.sluice.store.StoreException.Reason;
import io.sluice.store.StoreException.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/** Calls Redis and says in one way what went wrong. Thread-safe. */
final class RedisCalls {
    private static final Map<String, Refusal> REFUSALS = Map.ofEntries(
            Map.entry("OOM", Refusal.OUT_OF_MEMORY),
            Map.entry("READONLY", Refusal.READ_ONLY),
            Map.entry("MASTERDOWN", Refusal.READ_ONLY),
            Map.entry("NOREPLICAS", Refusal.TOO_FEW_REPLICAS),
            Map.entry("LOADING", Refusal.LOADING),
            Map.entry("MISCONF", Refusal.CANNOT_PERSIST),
            Map.entry("BUSY", Refusal.BUSY),
            Map.entry("CLUSTERDOWN", Refusal.BUSY),
            Map.entry("TRYAGAIN", Refusal.BUSY),
            Map.entry("NOAUTH", Refusal.NOT_ALLOWED),
            Map.entry("NOPERM", Refusal.NOT_ALLOWED),
            Map.entry("WRONGPASS", Refusal.NOT_ALLOWED));

    /** How Redis says NOPERM inside a script: 7.0, and later ones. */
    private static final List<String> NOT_ALLOWED_INSIDE =
            List.of("ERR The user executing the script can't ", "ERR ACL failure in script: ");

    private static final Pattern INCLUDE = Pattern.compile("(?m)^-- include ([a-z]+)$");

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final StringRedisTemplate redis;
    private final long patience;

    RedisCalls(StringRedisTemplate redis) {
        this(redis, Duration.ZERO);
    }

    /**
     * Makes one.
     *
     * @param patience for how long a command is offered again that no connection took; then it was never sent
     */
    RedisCalls(StringRedisTemplate redis, Duration patience) {
        this.redis = redis;
        this.patience = patience.toNanos();
    }

    /** The script of that name beside this class; its answer is a list of strings. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static RedisScript<List<?>> script(String name) {
        return (RedisScript) RedisScript.of(text(name), List.class);
    }

    /** The script of that name beside this class; its answer is a number. */
    static RedisScript<Long> counting(String name) {
        return RedisScript.of(text(name), Long.class);
    }

    /** The script of that name beside this class; its answer is a text. */
    static RedisScript<String> saying(String name) {
        return RedisScript.of(text(name), String.class);
    }

    /** The text of the script of that name beside this class, with the files that it includes. */
    static String text(String name) {
        return INCLUDE.matcher(file(name)).replaceAll(found -> Matcher.quoteReplacement(file(found.group(1))));
    }

    private static String file(String name) {
        try (var file = RedisCalls.class.getResourceAsStream(name + ".lua")) {
            if (file == null) {
                throw new IllegalStateException(
                        "script: %s.lua (expected: beside %s)".formatted(name, RedisCalls.class));
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script whose answer is a list of strings. */
    List<String> strings(RedisScript<List<?>> script, List<String> keys, List<String> arguments) {
        var answer = call(template -> template.execute(script, keys, arguments.toArray()));
        return answer.stream().map(String::valueOf).toList();
    }

    /** Runs a script whose answer is a list of lists of strings. */
    List<List<String>> lists(RedisScript<List<?>> script, List<String> keys, List<String> arguments) {
        var answer = call(template -> template.execute(script, keys, arguments.toArray()));
        return answer.stream().map(RedisCalls::list).toList();
    }

    private static List<String> list(Object answer) {
        if (answer instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        throw new UnreadableException("answer: %s (expected: a list)".formatted(answer), null);
    }

    <T> T call(Function<StringRedisTemplate, @Nullable T> command) {
        var answer = callNullable(command);
        if (answer == null) {
            throw new IllegalStateException("answer: none (expected: this command has one outside of a pipeline)");
        }
        return answer;
    }

    <T> @Nullable T callNullable(Function<StringRedisTemplate, @Nullable T> command) {
        long begun = patience == 0 ? 0 : System.nanoTime();
        while (true) {
            try {
                return command.apply(redis);
            } catch (DataAccessException e) {
                if (patience == 0 || !wasRejected(e) || System.nanoTime() - begun > patience) {
                    throw translated(e);
                }
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    /** What a failure of the library means. */
    static StoreException translated(RuntimeException e) {
        var refused = refused(e);
        if (refused != null) {
            var message = String.valueOf(refused.getMessage());
            var code = message.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            var refusal = NOT_ALLOWED_INSIDE.stream().anyMatch(message::startsWith)
                    ? Refusal.NOT_ALLOWED
                    : REFUSALS.get(code);
            return refusal != null
                    ? new StoreException(refusal, "Redis refuses: " + message, e)
                    : new StoreException(Reason.DAMAGED, Outcome.NOT_DONE, "Redis fails: " + message, e);
        }
        var message = "Redis does not answer: " + (isOfTls(e) ? "TLS failed: " : "") + rootMessage(e);
        return new StoreException(Reason.UNREACHABLE, neverSent(e) ? Outcome.NOT_DONE : Outcome.UNKNOWN, message, e);
    }

    /** What a server has said; where several of a cluster were asked, one of them. */
    private static @Nullable RedisCommandExecutionException refused(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException refused) {
                return refused;
            }
            for (var beside : cause.getSuppressed()) {
                var refused = refused(beside);
                if (refused != null) {
                    return refused;
                }
            }
        }
        return null;
    }

    /** Whether the command cannot have left this process. */
    private static boolean neverSent(RuntimeException e) {
        return !(e instanceof QueryTimeoutException)
                && (e instanceof RedisConnectionFailureException || wasRejected(e));
    }

    /** Whether no connection took it. */
    private static boolean wasRejected(RuntimeException e) {
        return rootMessage(e).contains("rejected");
    }

    /** What is below says what was wrong with a certificate, and seldom that it is about one. */
    private static boolean isOfTls(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(Throwable e) {
        var root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
