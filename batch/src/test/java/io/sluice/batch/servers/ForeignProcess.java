package io.sluice.batch.servers;

import io.sluice.servers.ServerProcess;

/** A server of this machine that somebody else has started, and ends. */
final class ForeignProcess implements ServerProcess {
    private final int port;

    ForeignProcess(int port) {
        this.port = port;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        throw refused();
    }

    @Override
    public void kill() {
        throw refused();
    }

    @Override
    public void pause() {
        throw refused();
    }

    @Override
    public void resume() {
        throw refused();
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public String logTail() {
        return "(no log: this server was not started by the tests)";
    }

    @Override
    public String peer() {
        return "127.0.0.1 " + port;
    }

    @Override
    public void close() {}

    private UnsupportedOperationException refused() {
        return new UnsupportedOperationException("server on port " + port + ": not ours (expected: one of the tests)");
    }
}
