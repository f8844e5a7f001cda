package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.setting.Namespace;
import io.sluice.setting.RequestId;
import io.sluice.store.StoreException.Outcome;
import io.sluice.store.StoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTests {
    private static final Namespace SHOP = new Namespace("shop");
    private static final Namespace OTHER = new Namespace("other");

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<List<String>> journeys = new CopyOnWriteArrayList<>();
    /** Fair: who came first gets the way first, whoever comes meanwhile. */
    private final Semaphore way = new Semaphore(0, true);

    private final GroupCommit commits = new GroupCommit(this::carry, Duration.ofSeconds(10));

    @AfterEach
    void endCallers() {
        way.release(1000);
        callers.shutdownNow();
    }

    private List<List<String>> carry(Namespace namespace, List<Write> writes) {
        journeys.add(writes.stream().map(write -> write.request().text()).toList());
        way.acquireUninterruptibly();
        return writes.stream().map(write -> List.of("done " + write.request())).toList();
    }

    @Test
    void carryOutWhenTheWayIsFreeThenGoesAloneAtOnce() {
        way.release(1);
        assertThat(commits.carryOut(SHOP, write("a", 10))).containsExactly("done a");
        assertThat(journeys).containsExactly(List.of("a"));
    }

    @Test
    void carryOutWhenGroupsAreOnTheirWayThenThoseWhoComeTravelTogetherInOrderAndEachGetsItsAnswer() {
        var answers = new ArrayList<CompletableFuture<List<String>>>();
        for (var id : List.of("a", "b")) {
            answers.add(later(commits, SHOP, id, 10));
            await().until(() -> journeys.contains(List.of(id)));
        }
        for (var id : List.of("c", "d", "e")) {
            answers.add(waiting(SHOP, id, 10));
        }
        assertThat(journeys).hasSize(2);
        way.release(3);
        assertThat(answers.stream().map(CompletableFuture::join))
                .containsExactly(
                        List.of("done a"), List.of("done b"), List.of("done c"), List.of("done d"), List.of("done e"));
        assertThat(journeys).containsExactly(List.of("a"), List.of("b"), List.of("c", "d", "e"));
    }

    @Test
    void carryOutWhenManyAreOnTheirWayThenFollowsOnceHalfAsManyDo() {
        var answers = new ArrayList<CompletableFuture<List<String>>>();
        for (var id : List.of("a", "b")) {
            answers.add(later(commits, SHOP, id, 10));
            await().until(() -> journeys.contains(List.of(id)));
        }
        for (var id : List.of("c", "d", "e", "f")) {
            answers.add(waiting(SHOP, id, 10));
        }
        way.release(2);
        await().until(() -> journeys.contains(List.of("c", "d", "e", "f")));
        await().until(() -> answers.get(0).isDone() && answers.get(1).isDone());
        answers.add(waiting(SHOP, "g", 10));
        assertThat(journeys).hasSize(3);
        answers.add(later(commits, SHOP, "h", 10));
        await().until(() -> journeys.contains(List.of("g", "h")));
        way.release(2);
        answers.forEach(CompletableFuture::join);
    }

    @Test
    void carryOutWhenAnswersAreMissingThenAllOfTheGroupFail() {
        var mute = new GroupCommit((namespace, writes) -> List.of(), Duration.ofSeconds(10));
        assertThatThrownBy(() -> mute.carryOut(SHOP, write("a", 10))).isInstanceOf(UnreadableException.class);
    }

    @Test
    void carryOutWhenAnotherNamespaceIsOnItsWayThenDoesNotWait() {
        var answers = List.of(later(commits, SHOP, "a", 10), later(commits, SHOP, "b", 10));
        await().until(() -> journeys.size() == 2);
        var other = later(commits, OTHER, "c", 10);
        await().until(() -> journeys.contains(List.of("c")));
        way.release(3);
        assertThat(other.join()).containsExactly("done c");
        answers.forEach(CompletableFuture::join);
    }

    @Test
    void carryOutWhenWritesAreLargeThenTheyTravelApart() {
        var answers = new ArrayList<CompletableFuture<List<String>>>();
        answers.add(later(commits, SHOP, "a", 10));
        answers.add(later(commits, SHOP, "b", 10));
        await().until(() -> journeys.size() == 2);
        answers.add(waiting(SHOP, "c", 200_000));
        answers.add(waiting(SHOP, "d", 200_000));
        way.release(4);
        answers.forEach(CompletableFuture::join);
        assertThat(journeys).hasSize(4).endsWith(List.of("c"), List.of("d"));
    }

    @Test
    void carryOutWhenTheGroupFailsThenAllOfItFailAndTheNextOneGoes() {
        var failing = new GroupCommit(
                (namespace, writes) -> {
                    carry(namespace, writes);
                    throw new StoreException(Reason.UNREACHABLE, Outcome.UNKNOWN, "gone", null);
                },
                Duration.ofSeconds(10));
        var first = later(failing, SHOP, "a", 10);
        way.release(1);
        assertThatThrownBy(first::join).hasCauseInstanceOf(StoreException.class);
        way.release(1);
        assertThatThrownBy(later(failing, SHOP, "b", 10)::join).hasCauseInstanceOf(StoreException.class);
    }

    @Test
    void carryOutWhenItsTurnDoesNotComeInTimeThenNothingWasDone() {
        var impatient = new GroupCommit(this::carry, Duration.ofMillis(50));
        var before = List.of(later(impatient, SHOP, "a", 10), later(impatient, SHOP, "b", 10));
        await().until(() -> journeys.size() == 2);
        assertThatThrownBy(() -> impatient.carryOut(SHOP, write("c", 10)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE));
        way.release(2);
        before.forEach(CompletableFuture::join);
        assertThat(journeys).containsExactlyInAnyOrder(List.of("a"), List.of("b"));
    }

    @Test
    void carryOutWhenItsCallerIsInterruptedThenEndsAsItDoesAndTheCallerStaysInterrupted() throws Exception {
        var before = List.of(later(commits, SHOP, "a", 10), later(commits, SHOP, "b", 10));
        await().until(() -> journeys.size() == 2);
        var interrupted = new CompletableFuture<Boolean>();
        var caller = new Thread(() -> {
            commits.carryOut(SHOP, write("c", 10));
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        caller.start();
        caller.interrupt();
        way.release(3);
        assertThat(interrupted.join()).isTrue();
        before.forEach(CompletableFuture::join);
    }

    private CompletableFuture<List<String>> later(GroupCommit through, Namespace namespace, String id, int length) {
        return CompletableFuture.supplyAsync(() -> through.carryOut(namespace, write(id, length)), callers);
    }

    /** It is behind those that came before it on return. */
    private CompletableFuture<List<String>> waiting(Namespace namespace, String id, int length) {
        int before = commits.waiting(namespace);
        var answer = later(commits, namespace, id, length);
        await().until(() -> commits.waiting(namespace) > before);
        return answer;
    }

    private static Write write(String id, int length) {
        return new Write(
                new RequestId(id), "f", false, null, List.of("name", "*", "present", "x".repeat(length)), List.of());
    }
}
