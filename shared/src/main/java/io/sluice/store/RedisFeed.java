package io.sluice.store;

import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.Revision;
import io.sluice.store.FeedPage.Coverage;
import io.sluice.store.FeedPage.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * {@code since.lua}, and the subscription.
 *
 * <p>The script tells the names of a page, and only of few their entries. The others are looked up without a script, which
 * costs a tenth of it, and so not all at one moment. That does no harm: an entry that has changed meanwhile is told
 * again behind the cursor, by the page that reaches the head, and that one comes from the script with its entries. A name
 * without an entry was given up meanwhile; in a delta that would have been a removal, so the reader begins anew.
 */
final class RedisFeed implements Feed {
    private static final Logger LOG = LoggerFactory.getLogger(RedisFeed.class);
    private static final RedisScript<List<?>> SINCE = RedisCalls.script("since");
    private static final String PAGE_NAMES = "1000";
    private static final int PAGE_CHARACTERS = 256 * 1024;
    private static final String FEW = "50";
    private static final int FIRST_LOOK = 50;
    private static final int LARGEST_LOOK = 250;
    private static final int HEADER = 7;
    private static final String BEGIN = "begin";
    private static final String CONTINUE = "continue";
    private static final String WHOLE = "whole";

    private final RedisCalls redis;
    private final RedisNamespaces namespaces;
    private final Topology topology;
    /** Where the catch-up of a namespace that is under way reads, if not at the master. */
    private final Map<Namespace, RedisCalls> readAt = new ConcurrentHashMap<>();

    RedisFeed(Topology topology, RedisNamespaces namespaces) {
        this.redis = topology.calls();
        this.namespaces = namespaces;
        this.topology = topology;
    }

    @Override
    public FeedPage since(Namespace namespace, @Nullable Position after) {
        var nearby = topology.nearby();
        var page = nearby == null ? null : sinceNearby(nearby, namespace, after);
        if (nearby != null && page != null) {
            readAt.put(namespace, nearby);
            return page;
        }
        readAt.remove(namespace);
        return since(redis, namespace, after);
    }

    /** Null where that server does not answer, or has not yet all that the master had when this was called. */
    private @Nullable FeedPage sinceNearby(RedisCalls nearby, Namespace namespace, @Nullable Position after) {
        var head = head(namespace);
        try {
            var page = since(nearby, namespace, after);
            return head.isPresent() && page instanceof FeedPage.Changes changes && reaches(changes.head(), head.get())
                    ? page
                    : null;
        } catch (StoreException e) {
            LOG.debug("namespace {}: read at the master", namespace, e);
            return null;
        }
    }

    private static boolean reaches(Head head, Head wanted) {
        return head.position().epoch().equals(wanted.position().epoch())
                && head.position().offset() >= wanted.position().offset();
    }

    private FeedPage since(RedisCalls calls, Namespace namespace, @Nullable Position after) {
        var epoch = after == null ? "" : after.epoch().text();
        long offset = after == null ? 0 : after.offset();
        return page(calls, namespace, epoch, offset, BEGIN, Coverage.DELTA);
    }

    @Override
    public FeedPage next(Namespace namespace, FeedPage page) {
        var nearby = readAt.get(namespace);
        if (nearby == null) {
            return next(redis, namespace, page);
        }
        try {
            return next(nearby, namespace, page);
        } catch (StoreException e) {
            // Another server may not have what this one has named.
            LOG.debug("namespace {}: read anew at the master", namespace, e);
            readAt.remove(namespace);
            return since(redis, namespace, null);
        }
    }

    private FeedPage next(RedisCalls calls, Namespace namespace, FeedPage page) {
        if (page instanceof FeedPage.Changes changes && changes.cursor() != null) {
            var cursor = changes.cursor();
            if (!cursor.names().isEmpty()) {
                return lookedUp(calls, namespace, changes.coverage(), changes.head(), cursor);
            }
            var epoch = changes.head().position().epoch().text();
            var mode = changes.coverage() == Coverage.DELTA ? CONTINUE : WHOLE;
            return page(calls, namespace, epoch, cursor.offset(), mode, changes.coverage());
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
        return new RedisSubscription(topology, scope, pulse, subscriber);
    }

    private FeedPage page(
            RedisCalls calls, Namespace namespace, String epoch, long offset, String mode, Coverage soFar) {
        var answer = calls.strings(
                SINCE,
                new Keys(namespace).forSince(),
                List.of(epoch, Long.toString(offset), mode, PAGE_NAMES, Integer.toString(PAGE_CHARACTERS), FEW));
        var kind = answer.get(0);
        if (kind.equals("none")) {
            return new FeedPage.Nothing();
        }
        var head = head(answer.get(1), answer.get(2), answer.get(3));
        if (kind.equals("ahead")) {
            return new FeedPage.Ahead(head);
        }
        var complete = answer.get(4).equals("1");
        if (!answer.get(6).isEmpty()) {
            var names = List.of(answer.get(6).split("\n", -1));
            // One with a line break, which Sluice did not write, is not looked up as what it is.
            boolean isAll = names.get(0).equals(Integer.toString(names.size() - 1));
            var cursor = new Cursor(Long.parseLong(answer.get(5)), names.subList(1, names.size()), FIRST_LOOK);
            return lookedUp(calls, namespace, coverage(kind, soFar, complete && isAll), head, cursor);
        }
        List<Entry> entries = new ArrayList<>();
        boolean all = Codec.entries(
                answer.subList(HEADER, answer.size()), entries::add, foreign -> passOver(namespace, foreign));
        // What was passed over may be any name, so no absence means anything.
        var cursor = answer.get(5).isEmpty() ? null : Cursor.behind(Long.parseLong(answer.get(5)));
        return new FeedPage.Changes(coverage(kind, soFar, complete && all), head, entries, cursor);
    }

    /** Looks up entries of as many names as the sizes of the last ones allow. */
    private FeedPage lookedUp(RedisCalls calls, Namespace namespace, Coverage coverage, Head head, Cursor cursor) {
        int taken = Math.min(cursor.atOnce(), cursor.names().size());
        var names = cursor.names().subList(0, taken);
        var envelopes = calls.call(
                template -> template.<String, String>opsForHash().multiGet(new Keys(namespace).settings(), names));
        List<Entry> entries = new ArrayList<>(taken);
        boolean isAll = true;
        long characters = 0;
        for (int i = 0; i < taken; i++) {
            var envelope = envelopes.get(i);
            if (envelope != null) {
                characters += envelope.length();
                isAll &=
                        Codec.isReadable(names.get(i), envelope, entries::add, foreign -> passOver(namespace, foreign));
            } else if (coverage == Coverage.DELTA) {
                return since(calls, namespace, null);
            }
        }
        int atOnce = Math.toIntExact(
                Math.min(LARGEST_LOOK, Math.max(1, (long) PAGE_CHARACTERS * taken / Math.max(1, characters))));
        var rest = cursor.names().subList(taken, cursor.names().size());
        return new FeedPage.Changes(
                coverage(coverage, isAll), head, entries, new Cursor(cursor.offset(), rest, atOnce));
    }

    private static void passOver(Namespace namespace, RuntimeException foreign) {
        LOG.warn("namespace {}: passing over an entry that Sluice did not write: {}", namespace, foreign.getMessage());
    }

    /** A run of pages is complete only if each of them is. */
    private static Coverage coverage(String kind, Coverage soFar, boolean complete) {
        if (kind.equals("delta") && soFar != Coverage.COMPLETE) {
            return soFar;
        }
        return complete ? Coverage.COMPLETE : Coverage.FULL;
    }

    private static Coverage coverage(Coverage soFar, boolean isAll) {
        return soFar == Coverage.COMPLETE && !isAll ? Coverage.FULL : soFar;
    }

    private static Head head(String epoch, String offset, String revision) {
        try {
            return new Head(new Position(new Epoch(epoch), Long.parseLong(offset)), Revision.parse(revision));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("meta (expected: epoch, offset and revision as the scripts write them)", e);
        }
    }
}
