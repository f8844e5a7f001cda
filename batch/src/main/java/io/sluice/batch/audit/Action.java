package io.sluice.batch.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that an operator asked for.
 *
 * @param id growing in the order of asking
 * @param at when
 * @param who owner of the token
 * @param action what, in a word or two
 * @param target of what
 * @param reason in the operator's words; null if none was given
 * @param requestId as in the audit log; null if the call had none
 */
public record Action(
        long id,
        Instant at,
        String who,
        String action,
        String target,
        @Nullable String reason,
        @Nullable String requestId) {}
