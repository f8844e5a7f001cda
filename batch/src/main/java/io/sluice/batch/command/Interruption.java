package io.sluice.batch.command;

import java.util.List;

/** What is told when a signal ends this process; the JVM's exit code is then 128 plus its number. Thread-safe. */
final class Interruption {
    private final Narrator narrator;
    private final Thread hook = new Thread(this::tell, "interruption");
    private volatile List<String> lines = List.of("interrupted");

    private Interruption(Narrator narrator) {
        this.narrator = narrator;
    }

    static Interruption arm(Narrator narrator) {
        var interruption = new Interruption(narrator);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** From now on these are told. */
    void means(String... told) {
        lines = List.of(told);
    }

    /** The process ends by itself. */
    void disarm() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal was first, and the exit code is its.
            return;
        }
    }

    private void tell() {
        narrator.lastWords(lines);
    }
}
