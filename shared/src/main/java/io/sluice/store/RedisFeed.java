package io.sluice.store;

import io.lettuce.core.RedisClient;
import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.store.FeedPage.Coverage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.script.RedisScript;

/** {@code since.lua}, and the subscription. */
final class RedisFeed implements Feed {
    private static final Logger LOG = LoggerFactory.getLogger(RedisFeed.class);
    private static final RedisScript<List<?>> SINCE = RedisCalls.script("since");
    private static final String PAGE_ENTRIES = "250";
    private static final String PAGE_BYTES = Integer.toString(256 * 1024);
    private static final int HEADER = 6;
    private static final String BEGIN = "begin";
    private static final String CONTINUE = "continue";
    private static final String WHOLE = "whole";

    private final RedisCalls redis;
    private final RedisNamespaces namespaces;
    private final Supplier<RedisClient> subscriptionClient;

    RedisFeed(RedisCalls redis, RedisNamespaces namespaces, Supplier<RedisClient> subscriptionClient) {
        this.redis = redis;
        this.namespaces = namespaces;
        this.subscriptionClient = subscriptionClient;
    }

    @Override
    public FeedPage since(Namespace namespace, @Nullable Position after) {
        var epoch = after == null ? "" : after.epoch().text();
        long offset = after == null ? 0 : after.offset();
        return page(namespace, epoch, offset, BEGIN, Coverage.DELTA);
    }

    @Override
    public FeedPage next(Namespace namespace, FeedPage page) {
        if (page instanceof FeedPage.Changes changes && changes.cursor() != null) {
            var epoch = changes.head().position().epoch().text();
            var mode = changes.coverage() == Coverage.DELTA ? CONTINUE : WHOLE;
            return page(namespace, epoch, changes.cursor(), mode, changes.coverage());
        }
        throw new IllegalArgumentException("page: the last one (expected: one with a cursor)");
    }

    @Override
    public Optional<Head> head(Namespace namespace) {
        var meta = redis.call(template -> template.<String, String>opsForHash()
                .multiGet(new Keys(namespace).meta(), List.of("epoch", "offset", "revision")));
        return meta.contains(null) ? Optional.empty() : Optional.of(head(meta.get(0), meta.get(1), meta.get(2)));
    }

    @Override
    public boolean isComplete(Namespace namespace) {
        return RedisRestoration.condition(redis, namespace).isComplete();
    }

    @Override
    public Set<Namespace> namespaces() {
        return namespaces.all();
    }

    @Override
    public Subscription subscribe(Scope scope, Duration pulse, Subscriber subscriber) {
        return new RedisSubscription(subscriptionClient.get(), scope, pulse, subscriber);
    }

    private FeedPage page(Namespace namespace, String epoch, long offset, String mode, Coverage soFar) {
        var answer = redis.strings(
                SINCE,
                new Keys(namespace).forSince(),
                List.of(epoch, Long.toString(offset), mode, PAGE_ENTRIES, PAGE_BYTES));
        var kind = answer.get(0);
        if (kind.equals("none")) {
            return new FeedPage.Nothing();
        }
        var head = head(answer.get(1), answer.get(2), answer.get(3));
        if (kind.equals("ahead")) {
            return new FeedPage.Ahead(head);
        }
        List<Entry> entries = new ArrayList<>();
        boolean all = Codec.entries(
                answer.subList(HEADER, answer.size()),
                entries::add,
                foreign -> LOG.warn(
                        "namespace {}: passing over an entry that Sluice did not write: {}",
                        namespace,
                        foreign.getMessage()));
        // What was passed over may be any name, so no absence means anything.
        var complete = answer.get(4).equals("1") && all;
        var cursor = answer.get(5).isEmpty() ? null : Long.valueOf(answer.get(5));
        return new FeedPage.Changes(coverage(kind, soFar, complete), head, entries, cursor);
    }

    /** A run of pages is complete only if each of them is. */
    private static Coverage coverage(String kind, Coverage soFar, boolean complete) {
        if (kind.equals("delta") && soFar != Coverage.COMPLETE) {
            return soFar;
        }
        return complete ? Coverage.COMPLETE : Coverage.FULL;
    }

    private static Head head(String epoch, String offset, String revision) {
        try {
            return new Head(new Position(new Epoch(epoch), Long.parseLong(offset)), Revision.parse(revision));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("meta (expected: epoch, offset and revision as the scripts write them)", e);
        }
    }
}
