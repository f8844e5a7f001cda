package io.sluice.batch.drain;

import io.sluice.batch.share.Namespaces;
import io.sluice.setting.Namespace;
import io.sluice.store.Backlog;
import io.sluice.store.Backlog.DirtyPage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The work list of a run, page by page, for all of its workers on one node: what is dirty when it comes to a namespace; what becomes
 * dirty later is left to the next run, so that a run ends. It keeps no position, for what is acknowledged is not dirty
 * any more. While one page is archived the next one is read. Thread-safe.
 */
final class DirtyPages {
    private final Backlog backlog;
    private final Executor readers;
    private final Namespaces namespaces;
    private @Nullable Namespace namespace;
    private @Nullable DirtyPage page;
    private @Nullable CompletableFuture<@Nullable DirtyEntries> next;

    DirtyPages(Backlog backlog, Namespaces namespaces, Executor readers) {
        this.backlog = backlog;
        this.readers = readers;
        this.namespaces = namespaces;
    }

    /**
     * The next page; null when none is left.
     *
     * @throws io.sluice.store.StoreException if Redis could not be asked; then to everybody who asks again
     * @throws org.springframework.dao.DataAccessException if the next namespace could not be taken; then as well
     */
    synchronized @Nullable DirtyEntries take() {
        if (next == null) {
            next = ahead();
        }
        var mine = awaited(next);
        if (mine != null) {
            // One at a time: the page before has come.
            next = ahead();
        }
        return mine;
    }

    private CompletableFuture<@Nullable DirtyEntries> ahead() {
        return CompletableFuture.supplyAsync(this::read, readers);
    }

    private static @Nullable DirtyEntries awaited(CompletableFuture<@Nullable DirtyEntries> page) {
        try {
            return page.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private @Nullable DirtyEntries read() {
        while (advance()) {
            if (namespace != null && page != null && !page.entries().isEmpty()) {
                return new DirtyEntries(namespace, page.entries(), page.traces());
            }
        }
        return null;
    }

    private boolean advance() {
        if (namespace != null && page != null && page.cursor() != null) {
            page = backlog.next(namespace, page);
            return true;
        }
        namespace = namespaces.next();
        page = namespace == null ? null : backlog.peek(namespace);
        return namespace != null;
    }
}
