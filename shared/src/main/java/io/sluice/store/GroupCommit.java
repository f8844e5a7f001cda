package io.sluice.store;

import io.sluice.setting.Namespace;
import io.sluice.store.StoreException.Outcome;
import io.sluice.store.StoreException.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes of one namespace that arrive together travel together: while others are on their way, those that come wait, and the
 * next group takes all of them. A write that finds the way free goes at once, alone. Each keeps its own revision, answer and
 * conditions, in the order of arrival; only the journey is shared. Callers' own threads carry the groups. Thread-safe.
 */
final class GroupCommit {
    /** While Redis works on one group the next one is on its way. */
    private static final int ON_THEIR_WAY = 2;

    private static final int MOST_WRITES = 128;
    private static final int MOST_CHANGES = 1000;
    private static final int MOST_CHARACTERS = 256 * 1024;

    private final Journey journey;
    private final Duration patience;
    private final Map<Namespace, Lane> lanes = new ConcurrentHashMap<>();

    /** Carries out writes of one namespace, in their order. */
    interface Journey {
        /**
         * Carries them out.
         *
         * @return an answer each
         * @throws StoreException which speaks of all of them
         */
        List<List<String>> carry(Namespace namespace, List<Write> writes);
    }

    /** @param patience for which a write may wait for its turn */
    GroupCommit(Journey journey, Duration patience) {
        this.journey = journey;
        this.patience = patience;
    }

    /**
     * Carries out a write, alone or with others.
     *
     * @return its answer
     * @throws StoreException if Redis could not be asked or refused; if it was not sent at all its outcome is that nothing was
     *     done
     */
    List<String> carryOut(Namespace namespace, Write write) {
        return lanes.computeIfAbsent(namespace, any -> new Lane(namespace)).carryOut(write);
    }

    /** How many writes of a namespace wait for their turn. */
    int waiting(Namespace namespace) {
        var lane = lanes.get(namespace);
        return lane == null ? 0 : lane.waiting();
    }

    /** A write that waits for its turn or its answer. */
    private static final class Waiting {
        final Write write;
        final Condition moved;

        @Nullable
        List<String> answer;

        @Nullable
        RuntimeException failure;

        boolean isTaken;

        Waiting(Write write, Condition moved) {
            this.write = write;
            this.moved = moved;
        }

        boolean isOver() {
            return answer != null || failure != null;
        }
    }

    private final class Lane {
        private final Namespace namespace;
        private final ReentrantLock lock = new ReentrantLock();
        private final Deque<Waiting> queue = new ArrayDeque<>();
        private int onTheirWay;
        private int travelling;

        Lane(Namespace namespace) {
            this.namespace = namespace;
        }

        List<String> carryOut(Write write) {
            List<Waiting> group;
            var mine = new Waiting(write, lock.newCondition());
            lock.lock();
            try {
                queue.add(mine);
                next();
                await(mine);
                if (mine.isOver()) {
                    return answer(mine);
                }
                group = take();
                onTheirWay++;
                travelling += group.size();
                next();
            } finally {
                lock.unlock();
            }
            carry(group);
            return answer(mine);
        }

        int waiting() {
            lock.lock();
            try {
                return queue.size();
            } finally {
                lock.unlock();
            }
        }

        /** Until there is an answer, or it is on the caller to carry the group that this write leads. */
        private void await(Waiting mine) {
            long left = patience.toNanos();
            while (!mine.isOver() && !(queue.peek() == mine && mayGo())) {
                if (mine.isTaken) {
                    mine.moved.awaitUninterruptibly();
                } else if (left <= 0) {
                    queue.remove(mine);
                    throw new StoreException(
                            Reason.UNREACHABLE, Outcome.NOT_DONE, "Redis does not answer those who came before", null);
                } else {
                    left = awaitUninterruptibly(mine.moved, left);
                }
            }
        }

        private List<Waiting> take() {
            List<Waiting> group = new ArrayList<>();
            int changes = 0;
            int characters = 0;
            while (!queue.isEmpty() && group.size() < MOST_WRITES) {
                var next = queue.element().write;
                changes += next.size();
                characters += next.characters();
                if (!group.isEmpty() && (changes > MOST_CHANGES || characters > MOST_CHARACTERS)) {
                    break;
                }
                var taken = queue.remove();
                taken.isTaken = true;
                group.add(taken);
            }
            return group;
        }

        private void carry(List<Waiting> group) {
            List<List<String>> answers = List.of();
            RuntimeException failure = null;
            // Who leads may be told to stop; those who travel with it are not.
            boolean interrupted = Thread.interrupted();
            try {
                answers = journey.carry(
                        namespace, group.stream().map(waiting -> waiting.write).toList());
                if (answers.size() != group.size()) {
                    failure = new UnreadableException(
                            "answers of write: %d (expected: %d)".formatted(answers.size(), group.size()), null);
                }
            } catch (RuntimeException e) {
                failure = e;
            } catch (Error e) {
                failure = new IllegalStateException("writes: not carried out", e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            lock.lock();
            try {
                onTheirWay--;
                travelling -= group.size();
                next();
                for (int i = 0; i < group.size(); i++) {
                    var waiting = group.get(i);
                    waiting.failure = failure;
                    waiting.answer = failure == null ? answers.get(i) : null;
                    waiting.moved.signal();
                }
            } finally {
                lock.unlock();
            }
        }

        /** The first that waits leads the next group, if one may go. */
        private void next() {
            var first = queue.peek();
            if (first != null && mayGo()) {
                first.moved.signal();
            }
        }

        /** A few do not go after many: those who come a moment later would be held up behind both. */
        private boolean mayGo() {
            return onTheirWay == 0 || (onTheirWay < ON_THEIR_WAY && 2 * queue.size() >= travelling);
        }
    }

    private static List<String> answer(Waiting waiting) {
        if (waiting.failure != null) {
            throw waiting.failure;
        }
        if (waiting.answer == null) {
            throw new IllegalStateException("write: no answer (expected: one, or a failure)");
        }
        return waiting.answer;
    }

    private static long awaitUninterruptibly(Condition condition, long nanos) {
        boolean interrupted = false;
        long end = System.nanoTime() + nanos;
        try {
            while (true) {
                try {
                    return condition.await(end - System.nanoTime(), TimeUnit.NANOSECONDS) ? end - System.nanoTime() : 0;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
