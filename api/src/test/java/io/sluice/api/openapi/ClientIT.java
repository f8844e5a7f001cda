package io.sluice.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.api.ApiNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.generated.ApiClient;
import sluice.generated.ApiException;
import sluice.generated.call.ChangesApi;
import sluice.generated.call.FleetApi;
import sluice.generated.call.NamespacesApi;
import sluice.generated.call.SettingsApi;
import sluice.generated.model.Change;
import sluice.generated.model.ChangesBody;
import sluice.generated.model.Difference;
import sluice.generated.model.Durability;
import sluice.generated.model.Entry;
import sluice.generated.model.HistoryEntry;
import sluice.generated.model.NamespaceBody;
import sluice.generated.model.Node;
import sluice.generated.model.Problem;
import sluice.generated.model.SettingBody;
import sluice.generated.model.SettingsPage;
import sluice.generated.model.State;

/** The client that a stock generator makes out of docs/http/openapi.json, at work with a node. */
class ClientIT {
    private final ApiNode node = ApiNode.one();
    private final ApiClient client = new ApiClient().setBasePath(node.address());
    private final NamespacesApi namespaces = new NamespacesApi(client);
    private final SettingsApi settings = new SettingsApi(client);
    private final ChangesApi changes = new ChangesApi(client);
    private final FleetApi fleet = new FleetApi(client);
    private final String shop = "client-" + UUID.randomUUID();

    @BeforeEach
    void create() throws ApiException {
        client.setBearerToken(ApiNode.EDITOR);
        var created = namespaces
                .putNamespace(shop, new NamespaceBody().description("of the shop"))
                .executeWithHttpInfo();
        assertThat(created.getStatusCode()).isEqualTo(201);
        assertThat(created.getData().getDescription()).isEqualTo("of the shop");
    }

    @Test
    void putSettingWhenNewThenReadWithItsETag() throws ApiException {
        var written = settings.putSetting(shop, "limits/max", new SettingBody().value(42))
                .idempotencyKey(shop)
                .wait("applied")
                .durability(Durability.MEMORY)
                .executeWithHttpInfo();
        assertThat(written.getStatusCode()).isEqualTo(201);
        assertThat(written.getData().getApplied().getMissing()).isEmpty();
        assertThat(written.getData().getDurability().getProven()).isEqualTo(Durability.MEMORY);
        var read = settings.getSetting(shop, "limits/max").executeWithHttpInfo();
        assertThat(read.getData().getValue()).isEqualTo(42.0);
        assertThat(read.getData().getReason()).isNull();
        assertThat(read.getHeaders().get("ETag"))
                .containsExactly("\"" + read.getData().getRevision() + "\"");
        var unchanged = catchThrowableOfType(
                ApiException.class,
                () -> settings.getSetting(shop, "limits/max")
                        .ifNoneMatch("\"" + read.getData().getRevision() + "\"")
                        .execute());
        assertThat(unchanged.getCode()).isEqualTo(304);
    }

    @Test
    void putSettingWhenAnotherIsThereThenTheProblemHasIt() throws ApiException {
        put("limits.max", 1);
        var failure = catchThrowableOfType(
                ApiException.class,
                () -> settings.putSetting(shop, "limits.max", new SettingBody().value(2))
                        .ifNoneMatch("*")
                        .execute());
        assertThat(failure.getCode()).isEqualTo(412);
        var problem = problem(failure);
        assertThat(problem.getType()).isEqualTo(Problem.TypeEnum.URN_SLUICE_PROBLEM_REVISION_CONFLICT);
        assertThat(problem.getCurrent().getName()).isEqualTo("limits.max");
        assertThat(problem.getCurrent().getValue()).isEqualTo(1.0);
    }

    @Test
    void putSettingWhenOnlyAReaderThenTheProblemIsForbidden() {
        client.setBearerToken(ApiNode.READER);
        var failure = catchThrowableOfType(ApiException.class, () -> put("a", 1));
        assertThat(failure.getCode()).isEqualTo(403);
        assertThat(problem(failure).getType()).isEqualTo(Problem.TypeEnum.URN_SLUICE_PROBLEM_FORBIDDEN);
    }

    @Test
    void listSettingsWhenThereAreMoreThenAPageAtATime() throws ApiException {
        for (var name : List.of("a", "b", "c")) {
            put(name, 1);
        }
        var names = new ArrayList<String>();
        String after = null;
        do {
            var page = list(after);
            names.addAll(page.getSettings().stream().map(Entry::getName).toList());
            after = page.getNext();
        } while (after != null);
        assertThat(names).containsExactly("a", "b", "c");
    }

    @Test
    void postChangesWhenSeveralThenOneRevisionInTheHistory() throws ApiException {
        put("old", 1);
        var body = new ChangesBody()
                .addChangesItem(new Change().name("new").value(1).ifRevision(0L))
                .addChangesItem(new Change().name("old").remove(true))
                .reason("tidied up");
        var difference = changes.postChanges(shop, body).dryRun(true).execute().getDifference();
        assertThat(difference).extracting(Difference::getDryRun).isEqualTo(true);
        var done = changes.postChanges(shop, body).execute().getChangesDone();
        assertThat(done.getChanges()).extracting(Entry::getRevision).containsOnly(done.getRevision());
        var history = changes.listHistory(shop).execute();
        assertThat(history.getChanges().subList(0, 2))
                .extracting(HistoryEntry::getName, HistoryEntry::getReason)
                .containsExactlyInAnyOrder(tuple("new", "tidied up"), tuple("old", "tidied up"));
    }

    @Test
    void listNodesWhenAskedThenTheNodeThatAnswers() throws ApiException {
        assertThat(fleet.listNodes().execute().getNodes())
                .extracting(Node::getApplication)
                .contains("sluice-api");
        assertThat(namespaces.getNamespace(shop).execute().getState()).isEqualTo(State.LIVE);
    }

    private void put(String name, int value) throws ApiException {
        settings.putSetting(shop, name, new SettingBody().value(value)).execute();
    }

    private SettingsPage list(@Nullable String after) throws ApiException {
        return settings.listSettings(shop).after(after).limit(2).execute();
    }

    private static Problem problem(ApiException failure) {
        try {
            return Problem.fromJson(failure.getResponseBody());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
