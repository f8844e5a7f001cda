package io.sluice.servers;

/** What a {@link Server} runs in: a leashed process of this machine, or a container. */
public interface ServerProcess extends AutoCloseable {

    /** Whether servers run in containers: the system property {@code sluice.test.servers}. */
    static boolean inContainers() {
        String kind = System.getProperty("sluice.test.servers", "embedded");
        return switch (kind) {
            case "embedded" -> false;
            case "containers" -> true;
            default ->
                throw new IllegalArgumentException(
                        "sluice.test.servers: " + kind + " (expected: embedded or containers)");
        };
    }

    void start();

    /** Asks it to end, and ends it by force if it takes too long. */
    void stop();

    void kill();

    void pause();

    void resume();

    boolean isAlive();

    String logTail();

    /** The host and port at which other processes of its kind reach it, as {@code replicaof} takes them, while it runs. */
    String peer();

    /** Ends it, and removes what the process itself has made. */
    @Override
    void close();
}
