package io.sluice.faults.load;

import static io.sluice.faults.cluster.Cluster.NAMESPACES;
import static io.sluice.faults.cluster.Cluster.SHOP;

import io.sluice.faults.load.Outcome.Done;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One admin, who does this and that; the same in every run of the same seed, as far as the answers are. For one thread. */
final class Client implements Runnable {
    private static final Duration READ = Duration.ofSeconds(3);
    private static final int REMEMBERED = 20;

    private final String name;
    private final Random random;
    private final List<Surface> nodes;
    private final Caller caller;
    private final Load load;
    private final Deque<Recorded> recent = new ArrayDeque<>();
    private final Map<String, Seen> seenBefore = new HashMap<>();
    private int count;

    Client(String name, long seed, List<Surface> nodes, Caller caller, Load load) {
        this.name = name;
        this.random = new Random(seed);
        this.nodes = nodes;
        this.caller = caller;
        this.load = load;
    }

    @Override
    public void run() {
        while (!load.isOver()) {
            if (load.isResting()) {
                LockSupport.parkNanos(5_000_000);
                continue;
            }
            load.working(this::step);
            LockSupport.parkNanos(load.pause().toNanos());
        }
    }

    private void step() {
        var namespace = NAMESPACES.get(random.nextInt(NAMESPACES.size()));
        int kind = random.nextInt(100);
        if (kind < 34) {
            write(namespace, put(one(Names.FREE)));
        } else if (kind < 42) {
            write(namespace, new Edit(one(Names.FREE), null, null));
        } else if (kind < 46) {
            write(namespace, new Edit(one(Names.FREE), value(0), 0L));
        } else if (kind < 54) {
            compareAndSet(namespace, one(Names.FREE));
        } else if (kind < 64) {
            countOn(namespace, one(Names.COUNTERS));
        } else if (kind < 80) {
            group(namespace);
        } else if (kind < 86) {
            several(namespace);
        } else if (kind < 89) {
            write(namespace, put(Names.POISON + random.nextInt(5)));
        } else if (kind < 91) {
            write(namespace, new Edit(one(Names.LARGE), value(70_000 + random.nextInt(30_000)), null));
        } else if (kind < 94) {
            write(namespace, put(one(Names.FOREIGN)));
        } else if (kind < 97) {
            sample();
        } else {
            repeat();
        }
    }

    private Edit put(String setting) {
        return new Edit(setting, value(random.nextInt(40)), null);
    }

    /** Of a revision that was seen just now, or some time ago. */
    private void compareAndSet(String namespace, String setting) {
        var before = seenBefore.get(namespace + "/" + setting);
        var seen = before != null && random.nextInt(3) == 0 ? before : seen(namespace, setting, "");
        if (seen != null) {
            seenBefore.put(namespace + "/" + setting, seen);
            write(namespace, new Edit(setting, value(0), seen.revision()));
        }
    }

    private void countOn(String namespace, String counter) {
        var seen = seen(namespace, counter, "?from=redis");
        if (seen != null) {
            write(namespace, new Edit(counter, Long.toString(seen.number() + 1), seen.revision()));
        }
    }

    private void group(String namespace) {
        var value = value(0);
        var edits = new ArrayList<Edit>();
        Names.group(random.nextInt(Names.GROUPS)).forEach(member -> edits.add(new Edit(member, value, null)));
        write(namespace, edits);
    }

    private void several(String namespace) {
        var edits = new ArrayList<Edit>();
        int first = random.nextInt(Names.FREE.size());
        int step = 1 + random.nextInt(7);
        for (int i = 0; i < 2 + random.nextInt(8); i++) {
            var setting = Names.FREE.get((first + i * step) % Names.FREE.size());
            edits.add(random.nextInt(6) == 0 ? new Edit(setting, null, null) : put(setting));
        }
        write(namespace, edits);
    }

    /** What the sample service takes from its settings. */
    private void sample() {
        var edit = switch (random.nextInt(4)) {
            case 0 -> new Edit("limits.max", Integer.toString(1 + random.nextInt(1000)), null);
            case 1 -> new Edit("pool.size", Integer.toString(1 + random.nextInt(1000)), null);
            case 2 -> new Edit("timeout", "\"" + (1 + random.nextInt(1000)) + "ms\"", null);
            default -> new Edit("greeting", random.nextInt(5) == 0 ? "\"\"" : "\"hello " + next() + "\"", null);
        };
        write(SHOP, edit);
    }

    /** Asks again for what was done already. */
    private void repeat() {
        var before = recent.stream().skip(random.nextInt(REMEMBERED)).findFirst();
        before.ifPresent(recorded -> caller.ask(recorded.call(), random.nextInt(nodes.size())));
    }

    private void write(String namespace, Edit edit) {
        write(namespace, List.of(edit));
    }

    private void write(String namespace, List<Edit> edits) {
        var call = new Call("%s-%d".formatted(name, next()), namespace, edits, load.level(random));
        var recorded = caller.ask(call, random.nextInt(nodes.size()));
        if (recorded.outcome() instanceof Done) {
            recent.addFirst(recorded);
            if (recent.size() > REMEMBERED) {
                recent.removeLast();
            }
        }
    }

    private record Seen(long revision, long number) {}

    private @Nullable Seen seen(String namespace, String setting, String query) {
        try {
            var path = "/v1/namespaces/" + namespace + "/settings/" + Surface.encoded(setting) + query;
            var answer = nodes.get(random.nextInt(nodes.size())).get(path, READ);
            if (answer.status() == 404) {
                return new Seen(0, 0);
            }
            return answer.status() == 200
                    ? new Seen(
                            answer.json().path("revision").asLong(),
                            answer.json().path("value").asLong(0))
                    : null;
        } catch (IOException noAnswer) {
            return null;
        }
    }

    /** Tells whose it is, and is like no other. */
    private String value(int padding) {
        return "{\"by\":\"%s-%d\",\"pad\":\"%s\"}".formatted(name, count, "x".repeat(padding));
    }

    private int next() {
        return ++count;
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
