package io.sluice.batch.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.batch.BatchNode;
import io.sluice.http.AccessPage;
import io.sluice.http.AccessPage.Who;
import io.sluice.setting.Namespace;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of batch in docs/access.md. */
class AccessPageIT {
    private final BatchNode node = BatchNode.shared();
    private final AccessPage page = AccessPage.of("batch");

    @Test
    void pageWhenComparedWithWhatIsServedThenHasEveryCallAndNoOther() {
        assertThat(page.calls()).isEqualTo(AccessPage.served(node.context()));
    }

    @Test
    void callWhenMadeAsAnybodyThenAsThePageSays() {
        node.create(new Namespace(AccessPage.NAMESPACE));
        var tokens = Map.of(
                Who.UNKNOWN, "token-of-a-stranger",
                Who.EXPIRED, BatchNode.EXPIRED,
                Who.READER, BatchNode.READER,
                Who.EDITOR, BatchNode.EDITOR,
                Who.OPERATOR, BatchNode.OPERATOR,
                Who.ELSEWHERE, BatchNode.CONFINED);
        assertThat(page.walk(node.address(), tokens)).isEmpty();
    }
}
