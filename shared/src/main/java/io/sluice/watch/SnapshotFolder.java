package io.sluice.watch;

import io.sluice.setting.Head;
import io.sluice.setting.InvalidInputException;
import io.sluice.setting.Namespace;
import io.sluice.setting.Snapshot;
import io.sluice.store.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of a subscriber on disk, one file a namespace. Those that have moved are written every few seconds, by a
 * thread of their own, and once more at the end. A folder belongs to one process.
 */
final class SnapshotFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFolder.class);

    private final Path folder;
    private final Duration pause;
    private final Supplier<? extends Collection<? extends Replica>> replicas;
    private final Map<Namespace, Head> written = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var writing = new Thread(task, "sluice-snapshots");
        writing.setDaemon(true);
        return writing;
    });

    /**
     * Prepares it.
     *
     * @param replicas to write, asked each time: those whose file may count as right when it is written
     */
    SnapshotFolder(Path folder, Duration pause, Supplier<? extends Collection<? extends Replica>> replicas) {
        this.folder = folder;
        this.pause = pause;
        this.replicas = replicas;
    }

    /**
     * What an earlier process has left behind.
     *
     * @param writtenAt when it was last written, which is not later than when it was last right
     */
    record Left(Snapshot snapshot, Instant writtenAt) {}

    /** The snapshots that are here and whole; one that is not is named in the log and left out. */
    List<Left> read(Scope scope) {
        var snapshots = new ArrayList<Left>();
        for (var namespace : namespaces(scope)) {
            try {
                var file = new SnapshotFile(folder, namespace);
                var snapshot = file.read();
                if (snapshot.isPresent()) {
                    snapshots.add(new Left(snapshot.get(), file.writtenAt()));
                }
            } catch (IOException e) {
                LOG.warn("{}; starting without it", e.getMessage());
            }
        }
        return snapshots;
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::write, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (thread.awaitTermination(10, TimeUnit.SECONDS)) {
                write();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        for (var replica : replicas.get()) {
            var snapshot = replica.snapshot();
            var head = snapshot.head();
            if (head != null && !head.equals(written.get(replica.namespace()))) {
                try {
                    new SnapshotFile(folder, replica.namespace()).write(snapshot);
                    written.put(replica.namespace(), head);
                } catch (IOException | RuntimeException e) {
                    LOG.warn("snapshot of namespace {}: not written, the one before stays", replica.namespace(), e);
                }
            }
        }
    }

    private List<Namespace> namespaces(Scope scope) {
        if (scope instanceof Scope.Only only) {
            return List.copyOf(only.namespaces());
        }
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(SnapshotFile.SUFFIX))
                    .flatMap(name -> namespace(name).stream())
                    .toList();
        } catch (IOException e) {
            LOG.warn("snapshots {}: cannot be listed; starting without them", folder, e);
            return List.of();
        }
    }

    private Optional<Namespace> namespace(String file) {
        try {
            return Optional.of(new Namespace(file.substring(0, file.length() - SnapshotFile.SUFFIX.length())));
        } catch (InvalidInputException e) {
            LOG.warn("snapshot {}: not the name of a namespace; starting without it", folder.resolve(file));
            return Optional.empty();
        }
    }
}
