package io.sluice.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Takes new tokens from a file while the process runs. It compares contents, so it sees a file that was written, renamed
 * or re-linked alike. What cannot be read, or holds no token, changes nothing: the former tokens stay, and that is told.
 */
final class TokenReload extends AbstractHealthIndicator implements MeterBinder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenReload.class);

    private final TokenFile file;
    private final AccessTokens tokens;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var reading = new Thread(task, "sluice-tokens");
        reading.setDaemon(true);
        return reading;
    });

    // Of the one thread that looks, after construction.
    private String last;

    private volatile @Nullable Fault fault;

    /** What is wrong with the file, and since when. */
    private record Fault(String what, Instant since) {}

    /**
     * Reads the file a first time, and from then on every so often.
     *
     * @throws AccessException if it cannot be read
     */
    TokenReload(TokenFile file, AccessTokens tokens, Duration every, Clock clock) {
        this.file = file;
        this.tokens = tokens;
        this.clock = clock;
        var content = file.content();
        tokens.take(file.tokens(content));
        last = digest(content);
        var unused = thread.scheduleWithFixedDelay(this::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("sluice.access.file.refused", this, reload -> reload.fault == null ? 0 : 1)
                .description("1 while the file of tokens cannot be used, and the former tokens are")
                .register(registry);
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        var wrong = fault;
        builder.up().withDetail("tokens", tokens.size());
        if (wrong != null) {
            builder.withDetail("refused", wrong.what).withDetail("since", wrong.since);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            var content = file.content();
            var digest = digest(content);
            if (fault == null && digest.equals(last)) {
                return;
            }
            var read = file.tokens(content);
            tokens.take(read);
            last = digest;
            fault = null;
            LOG.info("Tokens taken from the file: {}", read.size());
        } catch (AccessException e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.debug("The file of tokens", e);
            refuse("not readable: " + e.getClass().getSimpleName());
        }
    }

    /** Not the content itself, which may have tokens in it. */
    private static String digest(Map<String, String> content) {
        return TokenSet.sha256(content.toString());
    }

    private void refuse(String what) {
        var before = fault;
        if (before == null || !before.what.equals(what)) {
            fault = new Fault(what, clock.instant());
            LOG.error("The tokens stay as they were: {}", what);
        }
    }
}
