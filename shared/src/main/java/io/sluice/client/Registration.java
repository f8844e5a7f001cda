package io.sluice.client;

/** A listener's place; closing it takes the listener out. A call that is under way goes on. */
public interface Registration extends AutoCloseable {
    @Override
    void close();
}
