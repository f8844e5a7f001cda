package io.sluice.store;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.script.RedisScript;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code quarantine.lua}, {@code refused.lua}, {@code retry.lua} and {@code discard.lua}. */
final class RedisQuarantine implements Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(RedisQuarantine.class);
    private static final RedisScript<Long> PUT = RedisCalls.counting("quarantine");
    private static final RedisScript<List<?>> REFUSED = RedisCalls.script("refused");
    private static final RedisScript<Long> RETRY = RedisCalls.counting("retry");
    private static final RedisScript<String> DISCARD = RedisCalls.saying("discard");
    private static final JsonMapper JSON = JsonMapper.shared();

    /** By how much a delay is shortened at most, so that not all retries come at the same moment. */
    private static final double JITTER = 0.2;

    private static final int LONGEST_ERROR = 2000;
    private static final Comparator<String> BY_BYTES =
            Comparator.comparing((String name) -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final RedisCalls redis;
    private final RetryDelays delays;

    RedisQuarantine(RedisCalls redis, RetryDelays delays) {
        this.redis = redis;
        this.delays = delays;
    }

    /** What is kept, as it stands in Redis; times in microseconds. */
    private record Kept(
            long revision,
            int attempts,
            long since,
            long next,
            @Nullable String sqlState,
            String error) {}

    /** The part of that which the script takes over to the letter. */
    private record Why(@Nullable String sqlState, String error) {}

    @Override
    public int put(Namespace namespace, List<Refused> refused) {
        if (refused.isEmpty()) {
            return 0;
        }
        var arguments = new ArrayList<String>(2 + 4 * refused.size());
        arguments.add(micros(delays.first()));
        arguments.add(micros(delays.longest()));
        for (var each : refused) {
            arguments.add(each.name().text());
            arguments.add(each.revision().toString());
            arguments.add(
                    Double.toString(1 - JITTER * ThreadLocalRandom.current().nextDouble()));
            arguments.add(tail(each));
        }
        var keys = new Keys(namespace).forQuarantine();
        return redis.call(template -> template.execute(PUT, keys, arguments.toArray()))
                .intValue();
    }

    @Override
    public List<Item> list(Namespace namespace, @Nullable SettingName after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: %d (expected: 1 or more)".formatted(limit));
        }
        var keys = new Keys(namespace);
        var names = redis.call(template -> template.<String, String>opsForHash().keys(keys.quarantine())).stream()
                .filter(name -> after == null || BY_BYTES.compare(name, after.text()) > 0)
                .sorted(BY_BYTES)
                .toList();
        var items = new ArrayList<Item>();
        for (int begin = 0; begin < names.size() && items.size() < limit; begin += limit) {
            var some = names.subList(begin, Math.min(begin + limit, names.size()));
            var answer = redis.strings(REFUSED, keys.forRefused(), some);
            for (int i = 0; i < some.size() && items.size() < limit; i++) {
                var item = item(namespace, some.get(i), answer.get(i));
                if (item != null) {
                    items.add(item);
                }
            }
        }
        return items;
    }

    @Override
    public boolean retry(Namespace namespace, SettingName name) {
        return redis.call(template -> template.execute(RETRY, new Keys(namespace).forRefused(), name.text())) == 1;
    }

    @Override
    public @Nullable Item discard(Namespace namespace, SettingName name) {
        var kept = redis.call(template -> template.execute(DISCARD, new Keys(namespace).forQuarantine(), name.text()));
        return item(namespace, name.text(), kept);
    }

    private static String tail(Refused refused) {
        var error = refused.error().length() <= LONGEST_ERROR
                ? refused.error()
                : refused.error().substring(0, LONGEST_ERROR) + "…";
        return JSON.writeValueAsString(new Why(refused.sqlState(), error)).substring(1);
    }

    private static @Nullable Item item(Namespace namespace, String name, String kept) {
        if (kept.isEmpty()) {
            return null;
        }
        try {
            var read = Objects.requireNonNull(JSON.readValue(kept, Kept.class));
            var refused =
                    new Refused(new SettingName(name), new Revision(read.revision()), read.sqlState(), read.error());
            return new Item(refused, read.attempts(), time(read.since()), time(read.next()));
        } catch (JacksonException | InvalidInputException e) {
            LOG.warn(
                    "namespace {}: passing over an item of the quarantine that Sluice did not write: {}",
                    namespace,
                    e.getMessage());
            return null;
        }
    }

    private static String micros(Duration delay) {
        return Long.toString(delay.toNanos() / 1000);
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
