package io.sluice.batch.operate;

import org.jspecify.annotations.Nullable;

/** Why an operator asks for something, as JSON; the whole body may be missing. */
record ReasonBody(@Nullable String reason) {
    static @Nullable String of(@Nullable ReasonBody body) {
        return body == null ? null : body.reason();
    }
}
