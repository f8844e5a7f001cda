package io.sluice.batch;

import io.sluice.browser.ConsoleContract;
import io.sluice.setting.Namespace;
import org.junit.jupiter.api.BeforeAll;

/** The operator console, in a real browser. */
class ConsoleIT extends ConsoleContract {
    private static final BatchNode NODE = BatchNode.shared();

    @BeforeAll
    static void createNamespace() {
        NODE.create(new Namespace("console-it"));
    }

    @Override
    protected String address() {
        return NODE.address();
    }

    @Override
    protected String token() {
        return BatchNode.READER;
    }

    @Override
    protected String heading() {
        return "Backlog";
    }

    @Override
    protected String shown() {
        return "console-it";
    }

    @Override
    protected String screenshots() {
        return "operator-";
    }
}
