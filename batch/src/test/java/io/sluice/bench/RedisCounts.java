package io.sluice.bench;

import io.sluice.servers.RedisServer;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a Redis has done for some work, by its own count.
 *
 * @param calls of each command, those of scripts included
 * @param bytesIn from clients
 * @param bytesOut to clients
 * @param cpuMicros of processor time, in user mode and in the kernel
 */
record RedisCounts(Map<String, Long> calls, long bytesIn, long bytesOut, double cpuMicros) {
    private static final Pattern LINE = Pattern.compile("(?m)^([^:#\\r\\n]+):([^\\r\\n]*)");
    private static final Pattern CALLS = Pattern.compile("^calls=(\\d+)");
    private static final String COMMAND = "cmdstat_";
    private static final String RESET = "config|resetstat";

    RedisCounts {
        calls = Map.copyOf(calls);
    }

    static RedisCounts during(RedisServer redis, Work work) throws Exception {
        double cpu = cpuMicros(info(redis));
        redis.command("CONFIG", "RESETSTAT");
        work.work();
        var info = info(redis);
        var calls = new TreeMap<String, Long>();
        info.forEach((field, value) -> {
            var count = CALLS.matcher(value);
            if (field.startsWith(COMMAND) && count.find()) {
                calls.put(field.substring(COMMAND.length()), Long.valueOf(count.group(1)));
            }
        });
        calls.remove(RESET);
        return new RedisCounts(
                calls,
                number(info, "total_net_input_bytes"),
                number(info, "total_net_output_bytes"),
                cpuMicros(info) - cpu);
    }

    /** How often a command was called. */
    long calls(String command) {
        return calls.getOrDefault(command, 0L);
    }

    /** How many commands each of these took, and which. */
    String commandsEach(long times) {
        return String.format(
                Locale.ROOT,
                "%.2f (%s)",
                calls.values().stream().mapToLong(Long::longValue).sum() / (double) times,
                calls.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                        .map(call ->
                                String.format(Locale.ROOT, "%s %.2f", call.getKey(), call.getValue() / (double) times))
                        .collect(Collectors.joining(", ")));
    }

    /** Of a Redis, now. */
    static Map<String, String> info(RedisServer redis) {
        var text = (String) Objects.requireNonNull(redis.command("INFO", "all"));
        return LINE.matcher(text)
                .results()
                .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2), (first, second) -> first));
    }

    /** A field of {@link #info}. */
    static long number(Map<String, String> info, String field) {
        return Long.parseLong(Objects.requireNonNull(info.get(field), field));
    }

    /** What it has taken of a processor since it started. */
    static double cpuMicros(RedisServer redis) {
        return cpuMicros(info(redis));
    }

    private static double cpuMicros(Map<String, String> info) {
        return 1e6 * (seconds(info, "used_cpu_user") + seconds(info, "used_cpu_sys"));
    }

    private static double seconds(Map<String, String> info, String field) {
        return Double.parseDouble(Objects.requireNonNull(info.get(field), field));
    }
}
