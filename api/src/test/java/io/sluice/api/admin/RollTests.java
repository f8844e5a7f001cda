package io.sluice.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.setting.Entry;
import io.sluice.setting.Epoch;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Position;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.setting.SettingValue;
import io.sluice.store.Follower;
import io.sluice.store.Rejection;
import io.sluice.store.WriteResult;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RollTests {
    private static final Namespace SHOP = new Namespace("shop");
    private static final SettingName NAME = new SettingName("limits.max");

    private final Roll roll = new Roll(
            SHOP,
            new WriteResult.Applied(
                    RequestId.random(),
                    head("now", 5, 50),
                    List.of(new Entry.Present(NAME, new SettingValue("1"), new Revision(50), "alice", null)),
                    Set.of()));

    @Test
    void sawWhenNobodyFollowsThenIsComplete() {
        roll.saw(List.of());
        assertThat(roll.complete()).isDone();
        assertThat(roll.view()).isEqualTo(new Roll.View(0, 0, List.of(), List.of()));
    }

    @Test
    void sawWhenSomeAreBehindThenTheyAreMissing() {
        roll.saw(List.of(at("a", head("now", 4, 40)), at("b", head("now", 5, 50)), new Follower("c", null, List.of())));
        assertThat(roll.complete()).isNotDone();
        assertThat(roll.view()).isEqualTo(new Roll.View(1, 3, List.of("a", "c"), List.of()));
        roll.saw(List.of(at("a", head("now", 5, 50)), at("b", head("now", 5, 50)), at("c", head("now", 9, 90))));
        assertThat(roll.complete()).isDone();
        assertThat(roll.view()).isEqualTo(new Roll.View(3, 3, List.of(), List.of()));
    }

    @Test
    void sawWhenANodeIsInAnotherEpochThenItsRevisionCounts() {
        roll.saw(List.of(at("a", head("later", 1, 50)), at("b", head("earlier", 9, 49))));
        assertThat(roll.view().missing()).containsExactly("b");
    }

    @Test
    void sawWhenANodeDiesThenIsNotWaitedFor() {
        roll.saw(List.of(at("a", head("now", 4, 40)), at("b", head("now", 5, 50))));
        roll.saw(List.of(at("b", head("now", 5, 50))));
        assertThat(roll.complete()).isDone();
        assertThat(roll.view()).isEqualTo(new Roll.View(1, 1, List.of(), List.of()));
    }

    @Test
    void sawWhenANodeJoinsLaterThenIsNotWaitedFor() {
        roll.saw(List.of(at("a", head("now", 4, 40))));
        roll.saw(List.of(at("a", head("now", 5, 50)), at("b", head("now", 1, 10))));
        assertThat(roll.complete()).isDone();
        assertThat(roll.view().of()).isEqualTo(1);
    }

    @Test
    void sawWhenANodeRejectsThenOnlyWhatWasWrittenIsTold() {
        roll.saw(List.of(new Follower(
                "a",
                head("now", 5, 50),
                List.of(
                        new Rejection(SHOP, NAME, new Revision(50), "too large"),
                        new Rejection(SHOP, new SettingName("other"), new Revision(50), "of another write"),
                        new Rejection(SHOP, NAME, new Revision(40), "of an earlier one")))));
        assertThat(roll.view().rejected()).containsExactly(new Roll.Rejected("a", "limits.max", "too large"));
        assertThat(roll.view().count()).isEqualTo(1);
    }

    private static Follower at(String node, Head applied) {
        return new Follower(node, applied, List.of());
    }

    private static Head head(String epoch, long offset, long revision) {
        return new Head(new Position(new Epoch("1-0123abc" + epoch.length()), offset), new Revision(revision));
    }
}
