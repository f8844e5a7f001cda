package io.sluice.store;

import static io.sluice.store.TestStore.newNamespace;
import static io.sluice.store.TestStore.put;
import static io.sluice.store.TestStore.remove;
import static io.sluice.store.TestStore.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.servers.RedisServer;
import io.sluice.setting.Change;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import io.sluice.store.Inspection.Held;
import io.sluice.store.WriteResult.Applied;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("servers")
class InspectionIT {
    private static final RedisServer REDIS = RedisServer.shared();
    private static final RedisStore STORE = TestStore.on(REDIS.host(), REDIS.port());
    private static final SettingName A = new SettingName("a");
    private static final SettingName B = new SettingName("b");

    private final Namespace namespace = newNamespace();
    private final String settings = "sluice:{" + namespace + "}:settings";
    private final Inspection inspection = STORE.inspection();

    @AfterAll
    static void closeStore() {
        STORE.close();
    }

    @Test
    void pageWhenNothingIsThereThenIsEmptyAndTheLast() {
        assertThat(inspection.page(namespace, null)).isEqualTo(new Inspection.Page(List.of(), List.of(), null));
        assertThat(inspection.size(namespace)).isZero();
        assertThat(inspection.look(namespace, List.of())).isEmpty();
        assertThat(inspection.markDirty(namespace, Map.of())).isZero();
    }

    @Test
    void pageWhenThereIsMuchThenAllComesInSeveralPages() {
        for (int begin = 0; begin < 2000; begin += 500) {
            var changes = new Change[500];
            for (int i = 0; i < changes.length; i++) {
                changes[i] = put("n" + (begin + i), "1");
            }
            write(changes);
        }
        assertThat(inspection.size(namespace)).isEqualTo(2000);
        var names = new HashSet<SettingName>();
        int pages = 1;
        var page = inspection.page(namespace, null);
        while (true) {
            page.held().forEach(held -> names.add(held.name()));
            if (page.next() == null) {
                break;
            }
            page = inspection.page(namespace, page.next());
            pages++;
        }
        assertThat(names).hasSize(2000);
        assertThat(pages).isGreaterThan(3);
    }

    @Test
    void absentWhenSomeAreThereThenTheOthers() {
        write(put("a", "1"), remove("b"));
        REDIS.command("HSET", settings, "c", "x");
        var c = new SettingName("c");
        var d = new SettingName("d");
        assertThat(inspection.absent(namespace, List.of(d, A, B, c))).containsExactly(d);
        assertThat(inspection.absent(newNamespace(), List.of(B, A))).containsExactly(B, A);
        assertThat(inspection.absent(namespace, List.of())).isEmpty();
    }

    @Test
    void pageWhenFieldsAreNoEntriesThenTheyAreNamedAndTheOthersComeWithTheirFlag() {
        var a = write(put("a", "1")).entries().get(0);
        var b = write(remove("b")).entries().get(0);
        STORE.backlog().acknowledge(namespace, Map.of(A, a.revision()));
        REDIS.command("HSET", settings, "by hand", "x", "c", "x", "e\u0301", "{\"revision\":1}");
        var page = inspection.page(namespace, null);
        assertThat(page.held()).containsExactlyInAnyOrder(new Held(A, a, false), new Held(B, b, true));
        assertThat(page.unreadable()).containsExactlyInAnyOrder("by hand", "c", "e\u0301");
    }

    @Test
    void lookWhenSomeAreAbsentOrForeignThenComesInTheOrderOfTheNames() {
        var a = write(put("a", "1")).entries().get(0);
        REDIS.command("HSET", settings, "c", "x");
        var c = new SettingName("c");
        assertThat(inspection.look(namespace, List.of(c, B, A)))
                .containsExactly(new Held(c, null, false), new Held(B, null, false), new Held(A, a, true));
    }

    @Test
    void markDirtyWhenTheHashHoldsThatRevisionAndItIsCleanThenTheDrainTakesItUp() {
        var old = write(put("a", "1")).entries().get(0);
        var a = write(put("a", "2")).entries().get(0);
        var b = write(put("b", "1")).entries().get(0);
        STORE.backlog().acknowledge(namespace, Map.of(A, a.revision(), B, b.revision()));
        assertThat(inspection.markDirty(namespace, Map.of(A, old.revision(), new SettingName("c"), new Revision(1))))
                .isZero();
        assertThat(inspection.markDirty(namespace, Map.of(A, a.revision(), B, b.revision())))
                .isEqualTo(2);
        assertThat(inspection.markDirty(namespace, Map.of(A, a.revision()))).isZero();
        assertThat(STORE.backlog().peek(namespace).entries()).containsExactly(a, b);
    }

    private Applied write(Change... changes) {
        return (Applied) STORE.settings().write(set(namespace, changes));
    }
}
