package io.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.AccessPage;
import io.sluice.http.AccessPage.Who;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of api in docs/access.md. */
class AccessPageIT {
    private final ApiNode node = ApiNode.one();
    private final AccessPage page = AccessPage.of("api");

    @Test
    void pageWhenComparedWithWhatIsServedThenHasEveryCallAndNoOther() {
        assertThat(page.calls()).isEqualTo(AccessPage.served(node.context()));
    }

    @Test
    void callWhenMadeAsAnybodyThenAsThePageSays() {
        node.create(AccessPage.NAMESPACE);
        var tokens = Map.of(
                Who.UNKNOWN, "token-of-a-stranger",
                Who.EXPIRED, ApiNode.EXPIRED,
                Who.READER, ApiNode.READER,
                Who.EDITOR, ApiNode.EDITOR,
                Who.OPERATOR, ApiNode.OPERATOR,
                Who.ELSEWHERE, ApiNode.CONFINED_OPERATOR);
        assertThat(page.walk(node.address(), tokens)).isEmpty();
    }
}
