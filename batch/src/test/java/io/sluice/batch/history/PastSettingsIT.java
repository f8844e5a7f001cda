package io.sluice.batch.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("servers")
class PastSettingsIT {
    private final BatchNode node = BatchNode.shared();
    private final Namespace namespace = node.namespace();
    private final Archived archived = new Archived(node, namespace);
    private final PastSettings past = node.bean(PastSettings.class);

    @Test
    void pageWhenChangedManyTimesThenTheNewestChangeUntilTheMoment() {
        archived.change(10, "a", "1", null, null)
                .change(20, "a", "2", 10L, "1")
                .change(30, "a", null, 20L, "2")
                .change(40, "a", "4", 30L, null)
                .entry(40, "a", "4");

        assertThat(at(9)).isEmpty();
        assertThat(at(10)).containsExactly("a=1@10 alice");
        assertThat(at(19)).containsExactly("a=1@10 alice");
        assertThat(at(20)).containsExactly("a=2@20 alice");
        assertThat(at(30)).isEmpty();
        assertThat(at(39)).isEmpty();
        assertThat(at(40)).containsExactly("a=4@40 alice");
        assertThat(at(1000)).containsExactly("a=4@40 alice");
        for (long moment : new long[] {9, 10, 19, 20, 30, 39, 40, 1000}) {
            assertThat(unproven(moment)).as("at %d", moment).isEmpty();
        }
    }

    @Test
    void pageWhenAnEntryCameWithoutARecordThenItCountsAndWhatWasBeforeItIsUnproven() {
        archived.change(10, "a", "1", null, null).entry(30, "a", "3");

        assertThat(at(30)).containsExactly("a=3@30 bob");
        assertThat(unproven(30)).isEmpty();
        assertThat(at(20)).containsExactly("a=1@10 alice");
        assertThat(unproven(20)).containsExactly("a");
        assertThat(at(5)).isEmpty();
        assertThat(unproven(5)).as("the change at 10 had found nothing").isEmpty();
    }

    @Test
    void pageWhenWhatCameWithoutARecordWasReplacedThenItIsKnownByThat() {
        archived.change(10, "a", "1", null, null)
                .change(50, "a", "5", 30L, "3")
                .change(60, "b", "6", 40L, null)
                .entry(50, "a", "5")
                .entry(60, "b", "6");

        assertThat(at(30)).containsExactly("a=3@30 null");
        assertThat(at(49)).containsExactly("a=3@30 null");
        assertThat(unproven(30)).containsExactly("b");
        assertThat(unproven(45)).isEmpty();
        assertThat(at(29)).containsExactly("a=1@10 alice");
        assertThat(unproven(29)).containsExactly("a", "b");
        assertThat(unproven(50)).isEmpty();
    }

    @Test
    void pageWhenRedisHadGoneBackThenTheHigherRevisionWins() {
        archived.change(10, "a", "1", null, null)
                .change(20, "a", "2", 10L, "1")
                .change(30, "a", "3", 10L, "1")
                .entry(30, "a", "3");

        assertThat(at(25)).containsExactly("a=2@20 alice");
        assertThat(unproven(25)).isEmpty();
    }

    @Test
    void pageWhenANameIsOnlyInTheHistoryThenItIsThere() {
        archived.change(10, "refused", "1", null, null);

        assertThat(at(10)).containsExactly("refused=1@10 alice");
    }

    @Test
    void pageWhenPagedThenEveryNameOnceInTheOrderOfBytes() {
        for (int i = 0; i < 250; i++) {
            archived.change(10 + i, "n" + i, i % 5 == 0 ? null : "1", null, null);
        }
        archived.change(500, "\uD83D\uDC27", "1", null, null).change(501, "\uFF5E", "1", null, null);

        var names = new ArrayList<String>();
        SettingName after = null;
        do {
            var page = past.page(namespace, new Revision(1000), "", after, 7);
            assertThat(page.settings()).hasSizeLessThanOrEqualTo(7);
            page.settings().forEach(setting -> names.add(setting.name().text()));
            after = page.next();
        } while (after != null);

        assertThat(names)
                .hasSize(202)
                .doesNotHaveDuplicates()
                .containsAll(IntStream.range(0, 250)
                        .filter(i -> i % 5 != 0)
                        .mapToObj(i -> "n" + i)
                        .toList())
                .endsWith("\uFF5E", "\uD83D\uDC27");
    }

    @Test
    void pageWhenAPrefixIsGivenThenOnlyThoseNamesAndSluicesOwnOnlyIfItBeginsSo() {
        archived.change(10, "$namespace", "1", null, null)
                .change(10, "!first", "1", null, null)
                .change(10, "limits", "1", null, null)
                .change(10, "limits.max", "1", null, null)
                .change(10, "limitt", "1", null, null)
                .change(10, "lim\u00ff", "1", null, null);

        assertThat(names("")).containsExactly("!first", "limits", "limits.max", "limitt", "lim\u00ff");
        assertThat(names("limits")).containsExactly("limits", "limits.max");
        assertThat(names("lim\u00ff")).containsExactly("lim\u00ff");
        assertThat(names("$")).containsExactly("$namespace");
        assertThat(names("m")).isEmpty();
    }

    @Test
    void pageWhenValuesAreLargeThenShortPagesThatHoldAll() {
        var value = "\"" + "x".repeat(300_000) + "\"";
        for (int i = 0; i < 60; i++) {
            archived.change(10, "n" + (10 + i), value, null, null);
        }

        int pages = 0;
        int settings = 0;
        SettingName after = null;
        do {
            var page = past.page(namespace, new Revision(10), "", after, 1000);
            settings += page.settings().size();
            pages++;
            after = page.next();
        } while (after != null);

        assertThat(settings).isEqualTo(60);
        assertThat(pages).isBetween(3, 5);
    }

    private List<String> names(String prefix) {
        return past.page(namespace, new Revision(10), prefix, null, 100).settings().stream()
                .map(setting -> setting.name().text())
                .toList();
    }

    private List<String> at(long moment) {
        return page(moment).settings().stream().map(PastSettingsIT::text).toList();
    }

    private List<String> unproven(long moment) {
        return page(moment).unproven().stream().map(SettingName::text).toList();
    }

    private PastSettings.Page page(long moment) {
        var page = past.page(namespace, new Revision(moment), "", null, 100);
        assertThat(page.next()).isNull();
        return page;
    }

    private static String text(PastSetting setting) {
        @Nullable String author = setting.author();
        return "%s=%s@%s %s".formatted(setting.name(), setting.value().json(), setting.revision(), author);
    }
}
