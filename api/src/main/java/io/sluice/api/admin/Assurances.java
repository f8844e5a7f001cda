package io.sluice.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sluice.http.ProblemException;
import io.sluice.http.ProblemType;
import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.SettingName;
import io.sluice.store.Durability;
import io.sluice.store.Guarantees;
import io.sluice.store.Proofs;
import io.sluice.store.SettingStore;
import io.sluice.store.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.DeferredResult;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers writes once their callers can be sure of what they asked for, or time is up: with 202 then, and what has been
 * reached so far. No thread waits. Thread-safe.
 */
@Component
final class Assurances implements ApplicationListener<ContextClosedEvent> {
    /** What answers may take beyond the time that callers give; Spring would end them with an error then. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private final Proofs proofs;
    private final RollCalls rollCalls;
    private final Spaces spaces;
    private final SettingStore store;
    private final JsonMapper json;
    private final Set<Pending> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    Assurances(Proofs proofs, RollCalls rollCalls, Spaces spaces, SettingStore store, JsonMapper json) {
        this.proofs = proofs;
        this.rollCalls = rollCalls;
        this.spaces = spaces;
        this.store = store;
        this.json = json;
    }

    /**
     * An answer with what is sure.
     *
     * @param applied who has applied the write; null if nobody was waited for
     * @param durability how safe it is; null if that was not asked for
     */
    record Assured(
            @JsonUnwrapped Object answer,

            @JsonInclude(JsonInclude.Include.NON_NULL) Roll.@Nullable View applied,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Proven durability) {}

    /** The level that was requested, and one that is proven. */
    record Proven(String requested, String proven) {}

    /**
     * Carries out a write and answers it.
     *
     * @param write carries it out
     * @param answer what is told of it at once, without assurance
     * @return a response entity, or one that comes later
     * @throws ProblemException if the write was not carried out, and 422 before that if what is asked for cannot be proven
     */
    Object write(
            Namespace namespace,
            Assurance asked,
            Supplier<WriteResult.Applied> write,
            Function<WriteResult.Applied, ? extends ResponseEntity<?>> answer) {
        long begun = System.nanoTime();
        var level = asked.durability() == null ? ofNamespace(namespace) : asked.durability();
        if (level != null) {
            requireOffered(level);
        }
        var applied = write.get();
        var plain = answer.apply(applied);
        if (level == null && asked.awaited() == Assurance.Awaited.NOBODY) {
            return plain;
        }
        var left = asked.timeout().minusNanos(System.nanoTime() - begun);
        return later(applied, namespace, asked, level, plain, left.isNegative() ? Duration.ZERO : left);
    }

    /** The level that a namespace has for writes which ask for none; null if it has none. */
    private @Nullable Durability ofNamespace(Namespace namespace) {
        var described = spaces.known(namespace)
                .map(snapshot -> snapshot.find(SettingName.NAMESPACE.text()))
                .or(() -> store.read(namespace, SettingName.NAMESPACE)
                        .filter(Entry.Present.class::isInstance)
                        .map(Entry.Present.class::cast));
        return described
                .flatMap(setting -> Durability.of(json.readTree(setting.value().json())
                        .path(Assurance.DURABILITY)
                        .asString("")))
                .orElse(null);
    }

    /** All waits end with what is sure by now. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        closing = true;
        waiting.forEach(Pending::end);
    }

    private Object later(
            WriteResult.Applied applied,
            Namespace namespace,
            Assurance asked,
            @Nullable Durability level,
            ResponseEntity<?> plain,
            Duration left) {
        var roll = asked.awaited() == Assurance.Awaited.FLEET ? rollCalls.begin(namespace, applied) : null;
        var proof = level == null ? null : proofs.prove(namespace, applied, level);
        var pending = new Pending(plain, roll, level, proof, left);
        waiting.add(pending);
        pending.afterwards(() -> waiting.remove(pending));
        if (closing) {
            pending.end();
        }
        return pending.result;
    }

    /** An answer that has yet to come. */
    private static final class Pending {
        private final ResponseEntity<?> plain;
        private final @Nullable Roll roll;
        private final @Nullable Durability level;
        private final CompletableFuture<Void> proof;
        private final CompletableFuture<Void> end;
        private final DeferredResult<ResponseEntity<?>> result;

        /**
         * Makes one.
         *
         * @param proof of the level; null without one
         * @param left time until the answer is due
         */
        Pending(
                ResponseEntity<?> plain,
                @Nullable Roll roll,
                @Nullable Durability level,
                @Nullable CompletableFuture<Void> proof,
                Duration left) {
            this.plain = plain;
            this.roll = roll;
            this.level = level;
            this.proof = proof == null ? CompletableFuture.completedFuture(null) : proof;
            this.result = new DeferredResult<>(left.plus(SLACK).toMillis());
            this.end = (roll == null ? this.proof.copy() : CompletableFuture.allOf(roll.complete(), this.proof))
                    .completeOnTimeout(null, Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
        }

        void afterwards(Runnable what) {
            var unused = end.whenComplete((nothing, failure) -> {
                what.run();
                result.setResult(answer());
                if (roll != null) {
                    roll.complete().cancel(false);
                }
                proof.cancel(false);
            });
        }

        /** What has failed is done, too, and proves nothing. */
        private static boolean holds(CompletableFuture<Void> waited) {
            return waited.isDone() && !waited.isCompletedExceptionally();
        }

        /** Answers with what is sure by now. */
        void end() {
            end.complete(null);
        }

        private ResponseEntity<?> answer() {
            var isProven = holds(proof);
            var isReached = isProven && (roll == null || holds(roll.complete()));
            return ResponseEntity.status(isReached ? plain.getStatusCode() : HttpStatus.ACCEPTED)
                    .headers(plain.getHeaders())
                    .body(new Assured(
                            Objects.requireNonNull(plain.getBody(), "body of a write's answer"),
                            roll == null ? null : roll.view(),
                            level == null
                                    ? null
                                    : new Proven(level.word(), (isProven ? level : Durability.MEMORY).word())));
        }
    }

    private void requireOffered(Durability level) {
        if (level == Durability.MEMORY || level == Durability.ARCHIVED) {
            return;
        }
        var guarantees = proofs.guarantees();
        if (!guarantees.levels().contains(level)) {
            var offered = guarantees.levels().stream().map(Durability::word).toList();
            var expected = "one of " + String.join(", ", offered);
            throw ProblemException.of(
                            ProblemType.DURABILITY_UNAVAILABLE,
                            "durability: %s (expected: %s): %s. Nothing was changed."
                                    .formatted(level.word(), expected, why(level, guarantees)))
                    .at(Assurance.DURABILITY, expected)
                    .with("requested", level.word())
                    .with("offered", List.copyOf(offered))
                    .with("why", why(level, guarantees));
        }
    }

    private static String why(Durability level, Guarantees guarantees) {
        if (level == Durability.REPLICATED) {
            return "Redis has %d replicas in step (expected: %d or more)"
                    .formatted(guarantees.replicas(), guarantees.needed());
        }
        return guarantees.fsync() == Guarantees.Fsync.UNKNOWN
                ? "Redis does not know WAITAOF, and its configuration may not be read (expected: the right to CONFIG GET)"
                : "Redis neither tells when a change is on disk nor forces each one to it";
    }
}
