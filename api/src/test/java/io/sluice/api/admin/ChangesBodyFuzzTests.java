package io.sluice.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.fuzz.Corpus;
import io.sluice.http.Caller;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.http.Role;
import io.sluice.http.TestBodies;
import io.sluice.setting.Change;
import io.sluice.setting.ChangeSet;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.store.Wired;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is posted as changes is a change set that everybody can read afterwards, or a problem that names its place. */
class ChangesBodyFuzzTests {
    private static final Namespace NAMESPACE = new Namespace("shop");
    private static final Caller CALLER = new Caller("alice", Role.EDITOR, Set.of(NAMESPACE));
    private static final Revision REVISION = new Revision(1_763_848_392_123_456L);
    private static final Set<ProblemType> REFUSALS =
            Set.of(ProblemType.INVALID_INPUT, ProblemType.MALFORMED_JSON, ProblemType.TOO_LARGE);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @ParameterizedTest
    @ArgumentsSource(Corpus.class)
    void readWhenAnyBytesThenAChangeSetOrAProblem(byte[] input) {
        fuzzerTestOneInput(input);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        ChangeSet changeSet;
        try {
            var body = TestBodies.read(input, ChangesBody.class);
            changeSet = TestBodies.handle(
                    () -> new ChangeSet(NAMESPACE, body.read(), Writes.origin(CALLER, body.reason(), null)));
        } catch (ProblemException problem) {
            assertThat(problem.type()).isIn(REFUSALS);
            assertThat(problem).hasMessageNotContaining("tools.jackson").hasMessageNotContaining("io.sluice");
            assertThat(TestBodies.member(problem, "field"))
                    .as(problem.getMessage())
                    .isNotEmpty();
            if (problem.type() != ProblemType.MALFORMED_JSON) {
                assertThat(TestBodies.member(problem, "expected"))
                        .as(problem.getMessage())
                        .isNotEmpty();
            }
            return;
        }
        var sent = JSON.readTree(input).path("changes");
        var changes = changeSet.changes();
        var entries = Wired.entries(changes, changeSet.origin(), REVISION);
        assertThat(sent).hasSize(changes.size());
        assertThat(entries).hasSize(changes.size());
        for (int i = 0; i < changes.size(); i++) {
            var change = changes.get(i);
            check(change, sent.get(i));
            var entry = change.entry(changeSet.origin(), REVISION);
            assertThat(entries.get(i)).isEqualTo(entry);
            assertThat(Wired.entry(change, changeSet.origin(), REVISION)).isEqualTo(entry);
        }
    }

    private static void check(Change change, JsonNode sent) {
        if (change instanceof Change.Put put) {
            assertThat(JSON.readTree(put.value().json())).isEqualTo(sent.get("value"));
            assertThat(put.value().json()).doesNotContain("\n", "\r");
        } else {
            assertThat(sent.path("remove").asBoolean()).isTrue();
            assertThat(sent.has("value")).isFalse();
        }
    }
}
