package io.sluice.batch.faults;

import io.sluice.batch.BatchNode;
import io.sluice.batch.servers.DatabaseServer;
import io.sluice.servers.Deadline;
import io.sluice.servers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two nodes, configured as they come. */
class NodeDeathIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration CONTINUED = Duration.ofSeconds(30);

    @Test
    void d1NodeWhenKilledInARunThenTheOtherHasDrainedAllWithin30Seconds() throws Exception {
        var database = DatabaseServer.shared().freshSchema("node_death_it");
        try (var redis = RedisServer.launch();
                var editor = BatchNode.start(redis, database, "spring.quartz.auto-startup=false")) {
            var copies = new Copies(redis, editor.jdbc());
            var namespace = editor.namespace();
            var revisions = new ArrayList<Long>();
            for (int i = 0; i < 20; i++) {
                revisions.add(editor.put(namespace, "n" + i, "1").micros());
            }
            try (var dying = BatchProcess.held(FailPoint.BEFORE_UPSERT, redis, database)) {
                dying.awaitHeld();
                try (var other = BatchProcess.start(List.of(), redis, database)) {
                    other.address();
                    revisions.add(editor.put(namespace, "late", "1").micros());

                    dying.kill();

                    Deadline.await("drained", CONTINUED, () -> copies.isDrained(namespace));
                    copies.requireEqual(namespace, revisions);
                    Deadline.await(
                            "record of the dead run closed",
                            SOON,
                            () -> editor.count("SELECT COUNT(*) FROM BATCH_JOB_EXECUTION WHERE STATUS = 'FAILED'")
                                    == 1);
                }
            }
        }
    }
}
