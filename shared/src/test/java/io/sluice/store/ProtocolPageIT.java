package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Carries out the examples of docs/protocol.md. */
@Tag("servers")
class ProtocolPageIT {
    private static final Path PAGE = Path.of("..", "docs", "protocol.md");
    private static final Pattern BLOCK = Pattern.compile("```(redis|message)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern PLACEHOLDER = Pattern.compile("<([a-z.]+)>");

    private final Map<String, String> known = new HashMap<>();

    @Test
    void examplesWhenCarriedOutThenAnswerAsThePageSays() throws IOException {
        try (var redis = RedisServer.launch();
                var store = TestStore.on(redis.host(), redis.port());
                var told = new Listening(store.feed())) {
            await().untilTrue(told.confirmed);
            int examples = 0;
            var blocks = BLOCK.matcher(Files.readString(PAGE));
            while (blocks.find()) {
                if (blocks.group(1).equals("redis")) {
                    examples += carryOut(redis, blocks.group(2));
                } else {
                    compareMessages(told.payloads, blocks.group(2).lines().toList());
                }
            }
            assertThat(examples).isGreaterThan(20);
        }
    }

    private int carryOut(RedisServer redis, String block) {
        int commands = 0;
        for (var example : block.split("(?m)^> ", -1)) {
            if (!example.isEmpty()) {
                var lines = example.split("\n", -1);
                var expected = List.of(lines).subList(1, lines.length - 1);
                var answer = redis.command(words(lines[0]));
                assertMatches(lines[0], flat(answer), expected);
                commands++;
            }
        }
        return commands;
    }

    private void compareMessages(Queue<String> payloads, List<String> expected) {
        await().until(() -> payloads.size() >= expected.size());
        var sent = expected.stream().map(line -> payloads.remove()).toList();
        assertMatches("the messages", sent, expected);
        assertThat(sent)
                .allSatisfy(
                        payload -> assertThat(Codec.message(payload).isWhole()).isTrue());
    }

    private String[] words(String command) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(filledIn(matcher.group(1) != null ? matcher.group(1) : matcher.group(2)));
        }
        return words.toArray(String[]::new);
    }

    private String filledIn(String word) {
        var filled = new StringBuilder();
        var matcher = PLACEHOLDER.matcher(word);
        while (matcher.find()) {
            var name = matcher.group(1);
            var value = name.endsWith(".lua")
                    ? RedisCalls.text(name.substring(0, name.length() - ".lua".length()))
                    : Objects.requireNonNull(known.get(name), name);
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(filled).toString();
    }

    /** Compares line by line; a placeholder that was not met before takes the value that is there. */
    private void assertMatches(String what, List<String> answer, List<String> expected) {
        assertThat(answer).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            var names = new ArrayList<String>();
            var pattern = new StringBuilder();
            int end = 0;
            var matcher = PLACEHOLDER.matcher(expected.get(i));
            while (matcher.find()) {
                pattern.append(Pattern.quote(expected.get(i).substring(end, matcher.start())));
                end = matcher.end();
                var value = known.get(matcher.group(1));
                if (value == null) {
                    names.add(matcher.group(1));
                }
                pattern.append(value == null ? "([0-9a-f-]+)" : Pattern.quote(value));
            }
            pattern.append(Pattern.quote(expected.get(i).substring(end)));
            var line = Pattern.compile(pattern.toString()).matcher(answer.get(i));
            assertThat(line.matches())
                    .as("%s: %s is %s", what, answer.get(i), expected.get(i))
                    .isTrue();
            for (int group = 0; group < names.size(); group++) {
                known.put(names.get(group), line.group(group + 1));
            }
        }
    }

    /** As {@code redis-cli} prints it: a line for each element, or several where it has line breaks. */
    private static List<String> flat(@Nullable Object answer) {
        if (answer instanceof List<?> list) {
            return list.stream().flatMap(element -> flat(element).stream()).toList();
        }
        return List.of(String.valueOf(answer).split("\n", -1));
    }

    private static final class Listening implements Feed.Subscriber, AutoCloseable {
        private final AtomicBoolean confirmed = new AtomicBoolean();
        private final Queue<String> payloads = new ConcurrentLinkedQueue<>();
        private final Feed.Subscription subscription;

        Listening(Feed feed) {
            subscription = feed.subscribe(new Scope.All(), Duration.ofSeconds(1), this);
        }

        @Override
        public void confirmed() {
            confirmed.set(true);
        }

        @Override
        public void received(Delivery delivery) {
            payloads.add(((Delivery.Unread) delivery).payload());
        }

        @Override
        public void lost() {}

        @Override
        public void close() {
            subscription.close();
        }
    }
}
