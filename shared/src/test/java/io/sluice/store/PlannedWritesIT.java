package io.sluice.store;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.RedisServer;
import io.sluice.servers.RedisUsers;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Entry;
import io.sluice.setting.Expectation;
import io.sluice.setting.Head;
import io.sluice.setting.Namespace;
import io.sluice.setting.Origin;
import io.sluice.setting.RequestId;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.WriteResult.Applied;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("servers")
class PlannedWritesIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.as(RedisUsers.API, REDIS.host(), REDIS.port());

    private final Namespace namespace = newNamespace();
    private final PlannedWrites planned = STORE.plannedWrites();
    private final RequestId id = RequestId.random();

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Test
    void writeWhenRepeatedWithOtherChangesThenTheFirstAnswerWithItsOwnChanges() {
        write(put("gone", "1"), put("kept", "0"));
        var first = planned.write(
                plan(put("kept", "\"é😀\\\"\\n\""), remove("gone"), put("new", "null"), remove("never")),
                "the request");
        assertThat(first).isInstanceOf(Applied.class);
        assertThat(((Applied) first).created()).containsExactly(new SettingName("new"));
        write(put("kept", "7"));
        assertThat(planned.write(plan(put("other", "1")), "the request")).isEqualTo(first);
        assertThat(planned.answer(namespace, id, "the request")).contains(first);
        assertThat(STORE.settings().read(namespace, new SettingName("other"))).isEmpty();
    }

    @Test
    void writeWhenTheIdBelongsToAnotherRequestThenReused() {
        planned.write(plan(put("a", "1")), "the request");
        var reused = new WriteResult.RequestIdReused();
        assertThat(planned.write(plan(put("a", "1")), "another")).isEqualTo(reused);
        assertThat(planned.answer(namespace, id, "another")).contains(reused);
        assertThat(STORE.settings().write(plan(put("a", "1")))).isEqualTo(reused);
    }

    @Test
    void answerWhenTheIdIsOfAPlainWriteThenReused() {
        STORE.settings().write(plan(put("a", "1")));
        assertThat(planned.answer(namespace, id, "the request")).contains(new WriteResult.RequestIdReused());
        assertThat(planned.write(plan(put("a", "2")), "the request")).isEqualTo(new WriteResult.RequestIdReused());
    }

    @Test
    void answerWhenUnknownOrRefusedThenEmpty() {
        assertThat(planned.answer(namespace, id, "the request")).isEmpty();
        write(put("a", "1"));
        assertThat(planned.write(plan(put("a", "2", Expectation.ABSENT)), "the request"))
                .isInstanceOf(WriteResult.Conflict.class);
        assertThat(planned.answer(namespace, id, "the request")).isEmpty();
    }

    @Test
    void nothingWhenRepeatedThenItStaysNothing() {
        var head = head(write(put("a", "1")));
        var first = planned.nothing(namespace, id, head, "the request");
        assertThat(first).isInstanceOfSatisfying(Applied.class, applied -> {
            assertThat(applied.entries()).isEmpty();
            assertThat(applied.head()).isEqualTo(head);
        });
        write(put("a", "2"));
        assertThat(planned.write(plan(put("a", "1")), "the request")).isEqualTo(first);
        assertThat(planned.nothing(namespace, id, head, "another")).isEqualTo(new WriteResult.RequestIdReused());
    }

    @Test
    void nothingWhenCarriedOutMeanwhileThenThatIsTold() {
        var first = planned.write(plan(put("a", "1")), "the request");
        assertThat(planned.nothing(namespace, id, head((Applied) first), "the request"))
                .isEqualTo(first);
    }

    @Test
    void writeWhenRememberedLongEnoughThenItIsForgotten() {
        var brief = new StoreLimits(Duration.ofSeconds(1), 64 * 1024, 1000);
        try (var store = TestStore.on(REDIS.host(), REDIS.port(), brief)) {
            store.plannedWrites().write(plan(put("a", "1")), "the request");
            io.sluice.servers.Deadline.await(
                    "forgotten",
                    Duration.ofSeconds(10),
                    () -> store.plannedWrites()
                            .answer(namespace, id, "the request")
                            .isEmpty());
        }
    }

    @Test
    void previewWhenPossibleThenWhatIsThereAndNothingIsChanged() {
        var before = write(put("a", "1"), put("b", "2"));
        write(remove("b"));
        var preview = planned.preview(plan(put("a", "5"), put("b", "5"), put("c", "5")));
        assertThat(preview).isInstanceOfSatisfying(Preview.Possible.class, possible -> {
            assertThat(possible.found())
                    .extracting(WriteResult.Found::name)
                    .extracting(SettingName::text)
                    .containsExactly("a", "b", "c");
            assertThat(possible.found().get(0).entry())
                    .isEqualTo(before.entries().get(0));
            assertThat(possible.found().get(1).entry()).isInstanceOf(Entry.Tombstone.class);
            assertThat(possible.found().get(2).entry()).isNull();
        });
        assertThat(STORE.settings().read(namespace, new SettingName("c"))).isEmpty();
        assertThat(planned.answer(namespace, id, "the request")).isEmpty();
    }

    @Test
    void previewWhenExpectationsDoNotHoldThenTheConflictsOfTheWrite() {
        write(put("a", "1"));
        var set =
                plan(put("a", "5", Expectation.ABSENT), put("b", "5", Expectation.at(new Revision(7))), put("c", "5"));
        assertThat(planned.preview(set))
                .isEqualTo(new Preview.Refused(STORE.settings().write(set)));
    }

    @Test
    void previewWhenTheNamespaceWouldBeTooFullThenRefused() {
        try (var store =
                TestStore.on(REDIS.host(), REDIS.port(), new StoreLimits(Duration.ofMinutes(1), 64 * 1024, 2))) {
            write(put("a", "1"));
            assertThat(store.plannedWrites().preview(plan(put("a", "2"), put("b", "1"))))
                    .isInstanceOf(Preview.Possible.class);
            assertThat(store.plannedWrites().preview(plan(put("b", "1"), put("c", "1"))))
                    .isEqualTo(new Preview.Refused(new WriteResult.NamespaceFull(2)));
        }
    }

    private ChangeSet plan(Change... changes) {
        return new ChangeSet(namespace, List.of(changes), new Origin(TestStore.AUTHOR, "why", id));
    }

    private Applied write(Change... changes) {
        return (Applied) STORE.settings().write(set(namespace, changes));
    }

    private static Head head(Applied applied) {
        return applied.head();
    }
}
