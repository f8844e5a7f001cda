package io.sluice.api.watch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** How many streams are open, and why others ended. Thread-safe. */
@Component
final class StreamMeters {
    private final AtomicInteger open = new AtomicInteger();
    private final Map<StreamEnd, Counter> ended = new EnumMap<>(StreamEnd.class);

    StreamMeters(MeterRegistry registry) {
        Gauge.builder("sluice.stream.open", open, AtomicInteger::get)
                .description("Streams that are open")
                .baseUnit("streams")
                .register(registry);
        for (var cause : StreamEnd.values()) {
            ended.put(
                    cause,
                    Counter.builder("sluice.stream.cut")
                            .description("Streams that have ended")
                            .baseUnit("streams")
                            .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** One more, unless there are so many. */
    boolean opened(int max) {
        return open.getAndUpdate(now -> now < max ? now + 1 : now) < max;
    }

    void ended(StreamEnd cause) {
        open.decrementAndGet();
        var counter = ended.get(cause);
        if (counter != null) {
            counter.increment();
        }
    }
}
