package io.sluice.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Lets nobody try tokens without end: after so many wrong ones from an address, no token from there is looked at until a
 * minute after the first of them, not even a right one, for the answer would tell which one is right. Remembers a bounded
 * number of addresses; those of a home or a host with IPv6 count as one. Thread-safe.
 */
final class FailureLimit implements AuthenticationManager, MeterBinder {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final long ADDRESSES = 100_000;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final AuthenticationManager tokens;
    private final int limit;
    private final Ticker ticker;
    private final Cache<String, Failures> failures;
    private final LongAdder wrong = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /** How many, since when by the ticker. */
    private record Failures(long since, AtomicInteger count) {}

    /**
     * Limits what is tried with these tokens.
     *
     * @param limit wrong tokens a minute from one address; 0 for any number
     */
    FailureLimit(AuthenticationManager tokens, int limit, Ticker ticker) {
        this.tokens = tokens;
        this.limit = limit;
        this.ticker = ticker;
        failures = Caffeine.newBuilder()
                .maximumSize(ADDRESSES)
                .expireAfterWrite(WINDOW)
                .ticker(ticker)
                .build();
    }

    @Override
    public Authentication authenticate(Authentication request) {
        var source = source(request);
        var known = failures.getIfPresent(source);
        if (limit > 0 && known != null && known.count.get() >= limit) {
            refused.increment();
            throw new TooManyFailuresException(WINDOW.minusNanos(ticker.read() - known.since));
        }
        try {
            return tokens.authenticate(request);
        } catch (InvalidBearerTokenException e) {
            wrong.increment();
            var counted = failures.get(source, address -> new Failures(ticker.read(), new AtomicInteger()));
            counted.count.incrementAndGet();
            throw e;
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("sluice.access.failures", wrong, LongAdder::sum)
                .tag("reason", "token")
                .description("Requests with a token that is not accepted")
                .register(registry);
        FunctionCounter.builder("sluice.access.failures", refused, LongAdder::sum)
                .tag("reason", "limit")
                .description("Requests whose token was not looked at, after too many wrong ones")
                .register(registry);
    }

    private static String source(Authentication request) {
        var address = request.getDetails() instanceof WebAuthenticationDetails details
                ? String.valueOf(details.getRemoteAddress())
                : "";
        // A colon: a literal, so nothing is asked of DNS.
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            return InetAddress.getByName(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), IPV6_NETWORK_BYTES))
                    : address;
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
