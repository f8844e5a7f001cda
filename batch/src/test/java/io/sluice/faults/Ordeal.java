package io.sluice.faults;

import io.sluice.faults.cluster.Node.Kind;
import io.sluice.servers.TcpProxy.Direction;
import java.time.Duration;

/** What a small installation under load goes through, to bring one kind of mistake to light. */
@SuppressWarnings("ImmutableEnumChecker") // courses are lambdas without state
enum Ordeal {
    /** Nothing but load. */
    CALM(stage -> stage.calls(600)),

    /** The drain has read a page, and waits, while what it has read changes. */
    ROWS_LOCKED(stage -> {
        for (int i = 0; i < 3; i++) {
            stage.passWithRowsLocked(Duration.ofSeconds(2));
            stage.pass(Duration.ofSeconds(1));
        }
    }),

    HISTORY_REFUSED(stage -> {
        stage.pass(Duration.ofSeconds(1));
        stage.execute("CREATE TRIGGER no_history BEFORE INSERT ON setting_history FOR EACH ROW"
                + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'");
        stage.pass(Duration.ofSeconds(4));
        stage.execute("DROP TRIGGER no_history");
    }),

    API_CUT_OFF(stage -> {
        for (int i = 0; i < 3; i++) {
            stage.pass(Duration.ofSeconds(1));
            stage.each(Kind.API, node -> node.redis().reset());
        }
    }),

    SUBSCRIBER_CUT_OFF(stage -> {
        for (int i = 0; i < 2; i++) {
            stage.each(Kind.SUBSCRIBER, node -> node.redis().cut());
            stage.pass(Duration.ofSeconds(2));
            stage.each(Kind.SUBSCRIBER, node -> node.redis().pass());
            stage.pass(Duration.ofSeconds(1));
        }
    }),

    REPLIES_LOST(stage -> {
        for (int i = 0; i < 3; i++) {
            stage.each(Kind.API, node -> node.redis().swallow(Direction.TO_CLIENT));
            stage.pass(Duration.ofMillis(500));
            stage.each(Kind.API, node -> {
                node.redis().cut();
                node.redis().pass();
            });
            stage.pass(Duration.ofSeconds(2));
        }
    }),

    /**
     * Drains of one and of all namespaces, which nothing keeps apart; those of one node come late to the database, with what the
     * other one has overtaken.
     */
    ZOMBIE(stage -> {
        var late = stage.nodes(Kind.BATCH).get(0);
        var other = stage.nodes(Kind.BATCH).get(1);
        late.database().delay(Duration.ofMillis(200));
        for (int i = 0; i < 5; i++) {
            stage.drainEach(late);
            for (int j = 0; j < 10; j++) {
                stage.drain(other);
                stage.pass(Duration.ofMillis(400));
            }
        }
    }),

    /** Redis is empty for a while, and takes nothing. */
    EMPTY_AND_FULL(stage -> {
        stage.pass(Duration.ofSeconds(1));
        stage.losing(() -> {
            stage.command("CONFIG", "SET", "maxmemory", "1");
            stage.command("FLUSHALL");
            stage.pass(Duration.ofSeconds(4));
            stage.command("CONFIG", "SET", "maxmemory", "0");
        });
    }),

    RESTORED_UNASKED(stage -> {
        for (int i = 0; i < 4; i++) {
            stage.pass(Duration.ofSeconds(1));
            stage.run("restore");
        }
    }),

    FLUSHED_BEFORE_THE_DRAIN(stage -> {
        stage.each(Kind.BATCH, node -> node.database().cut());
        stage.pass(Duration.ofSeconds(3));
        stage.losing(() -> stage.command("FLUSHALL"));
        stage.pass(Duration.ofSeconds(3));
    }),

    POISONED(stage -> {
        stage.faults().refusePoison();
        stage.pass(Duration.ofSeconds(4));
        stage.requireQuarantine();
    }),

    /** What nobody but the api had, and Redis had not on disk, is gone; subscribers may not bring it back. */
    POWER_LOST_UNSYNCED(stage -> {
        for (int i = 0; i < 2; i++) {
            stage.pass(Duration.ofSeconds(2));
            stage.losePowerAndApi();
        }
    });

    /** Its course. */
    interface Course {
        void run(Stage stage) throws Exception;
    }

    private final Course course;

    Ordeal(Course course) {
        this.course = course;
    }

    void run(Stage stage) throws Exception {
        course.run(stage);
    }
}
