package io.sluice.check;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** The part of a server's version that says what it can do, such as 7.0 of 7.0.15. */
public record ServerVersion(int major, int minor) implements Comparable<ServerVersion> {
    private static final Pattern BEGIN = Pattern.compile("^(\\d{1,6})\\.(\\d{1,6})(\\D.*)?$");
    private static final Comparator<ServerVersion> ORDER =
            Comparator.comparingInt(ServerVersion::major).thenComparingInt(ServerVersion::minor);

    /** Reads it out of what a server says of itself; empty if it says something else. */
    public static Optional<ServerVersion> of(String told) {
        var found = BEGIN.matcher(told);
        return found.matches()
                ? Optional.of(new ServerVersion(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))))
                : Optional.empty();
    }

    /** Whether it is that version, or a later one. */
    public boolean isAtLeast(ServerVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(ServerVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
