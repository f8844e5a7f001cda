package io.sluice.client;

import static io.sluice.client.Followed.DEFAULTS;
import static io.sluice.client.Followed.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.servers.HandClock;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.Rejection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListeningTests {
    private final HandClock clock = new HandClock();
    private final Followed followed = new Followed(Duration.ofSeconds(10), clock);
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final CountDownLatch stuck = new CountDownLatch(1);

    @AfterEach
    void close() {
        stuck.countDown();
        followed.close();
    }

    @Test
    void listenWhenSettingChangesThenTellsOldAndNew() {
        followed.change(SHOP, "a", "1");
        followed.settings.listen("a", this::hear);
        followed.change(SHOP, "a", "2", "b", "2");
        quiet();
        followed.change(SHOP, "a", null);
        quiet();
        followed.change(SHOP, "a", "3");
        quiet();
        assertThat(heard).containsExactly("a 1 2", "a 2 null", "a null 3");
    }

    @Test
    void listenWhenPatternThenTellsOfWhatBeginsLikeIt() {
        followed.settings.listen("limits.*", this::hear);
        followed.change(SHOP, "limits.max", "1", "limit", "1", "$limits.x", "1", "limits.é", "1");
        quiet();
        assertThat(heard).containsExactlyInAnyOrder("limits.max null 1", "limits.é null 1");
    }

    @Test
    void listenWhenNothingDiffersForAReaderThenTellsNothing() {
        followed.change(SHOP, "a", "1");
        followed.settings.listen("*", this::hear);
        followed.change(SHOP, "a", "1");
        followed.change(DEFAULTS, "a", "5");
        quiet();
        assertThat(heard).isEmpty();
        followed.change(SHOP, "a", null);
        quiet();
        assertThat(heard).containsExactly("a 1 5");
    }

    @Test
    void listenWhenSlowThenHearsTheNewestOfEachNameInOrder() throws Exception {
        var begun = new CountDownLatch(1);
        followed.settings.listen("*", change -> {
            begun.countDown();
            stuck.await();
            hear(change);
        });
        followed.change(SHOP, "a", "1");
        begun.await();
        for (int i = 2; i <= 1000; i++) {
            followed.change(SHOP, "a", "" + i, "b", "" + i, "c", "1");
            followed.change(SHOP, "c", null);
        }
        stuck.countDown();
        quiet();
        assertThat(heard).containsExactly("a null 1", "a 1 1000", "b null 1000");
    }

    @Test
    void listenWhenClosedThenTellsNothingMore() {
        var registration = followed.settings.listen("*", this::hear);
        registration.close();
        followed.change(SHOP, "a", "1");
        quiet();
        assertThat(heard).isEmpty();
    }

    @Test
    void changeSetWhenListenedToAsAWholeThenComesAtOnce() {
        followed.settings.listen((before, after, names) -> {
            heard.add(names.size() + " " + before.get("a", Integer.class) + " " + after.get("b", Integer.class));
        });
        followed.change(SHOP, "a", "1", "b", "2", "$c", "3");
        quiet();
        assertThat(heard).containsExactly("2 null 2");
    }

    @Test
    void s7ListenerWhenItRejectsOrFailsThenOthersAreToldAndItIsReported() {
        followed.settings.listen("a", change -> {
            if (Objects.requireNonNull(change.value(Integer.class)) > 10) {
                throw new RejectedSettingException("must be at most 10");
            }
        });
        followed.settings.listen("b", change -> {
            throw new IllegalStateException("broken");
        });
        followed.settings.listen("*", this::hear);
        followed.change(SHOP, "a", "11", "b", "1");
        quiet();
        assertThat(heard).containsExactlyInAnyOrder("a null 11", "b null 1");
        assertThat(followed.settings.get("a", Integer.class)).isEqualTo(11);
        var rejected = followed.settings.rejected();
        assertThat(rejected.get(0)).isEqualTo(rejection("a", 1, "must be at most 10"));
        assertThat(rejected.get(1).reason()).endsWith("failed: IllegalStateException");
        followed.change(SHOP, "a", "\"text\"");
        quiet();
        assertThat(followed.settings.rejected().get(0)).isEqualTo(rejection("a", 2, "does not fit Integer"));
        followed.change(SHOP, "a", "9");
        quiet();
        assertThat(followed.settings.rejected()).extracting(Rejection::name).containsExactly(new SettingName("b"));
    }

    @Test
    void s7ListenerWhenItHangsThenOthersAreToldAndItIsReported() throws Exception {
        var begun = new CountDownLatch(1);
        followed.settings.listen("a", change -> {
            begun.countDown();
            stuck.await();
        });
        followed.settings.listen("*", this::hear);
        followed.change(SHOP, "a", "1");
        begun.await();
        await().until(() -> List.copyOf(heard).equals(List.of("a null 1")));
        assertThat(followed.settings.rejected()).isEmpty();
        clock.advance(Duration.ofSeconds(11));
        assertThat(followed.settings.rejected())
                .singleElement()
                .satisfies(rejection ->
                        assertThat(rejection.reason()).endsWith("has been at work on it since 2026-11-22T12:00:00Z"));
        stuck.countDown();
        quiet();
        assertThat(followed.settings.rejected()).isEmpty();
    }

    private static Rejection rejection(String name, long revision, String reason) {
        return new Rejection(SHOP, new SettingName(name), new Revision(revision), reason);
    }

    private void hear(SettingChange change) {
        heard.add(change.name() + " " + change.oldJson() + " " + change.json());
    }

    private void quiet() {
        await().until(followed.settings::isQuiet);
    }
}
