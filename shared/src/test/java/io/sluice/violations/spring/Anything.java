package io.sluice.violations.spring;

/** Something that nobody below may know. */
public final class Anything {
    private Anything() {}
}
