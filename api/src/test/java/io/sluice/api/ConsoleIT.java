package io.sluice.api;

import io.sluice.browser.ConsoleContract;
import org.junit.jupiter.api.BeforeAll;

/** The admin console, in a real browser. */
class ConsoleIT extends ConsoleContract {
    private static final ApiNode NODE = ApiNode.one();

    @BeforeAll
    static void createNamespace() {
        NODE.create("console-it");
    }

    @Override
    protected String address() {
        return NODE.address();
    }

    @Override
    protected String token() {
        return ApiNode.READER;
    }

    @Override
    protected String heading() {
        return "Namespaces";
    }

    @Override
    protected String shown() {
        return "console-it";
    }

    @Override
    protected String screenshots() {
        return "admin-";
    }
}
