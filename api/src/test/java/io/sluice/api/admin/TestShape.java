package io.sluice.api.admin;

import io.sluice.api.EntryShape;

/** What entries look like, for tests of other rooms. */
public final class TestShape {
    private TestShape() {}

    public static EntryShape make() {
        return new LastDefinitions();
    }
}
