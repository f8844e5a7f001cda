package io.sluice.api.input;

import io.sluice.api.input.RawClient.Behind;

/**
 * A request, and what is to become of it.
 *
 * @param kind what is odd about it
 * @param operation that it calls, or would call
 */
record Attempt(String kind, String operation, Due due, String octets, Behind behind) {
    /** What has to be answered. */
    enum Due {
        /** A problem with a status from 400 on, below 500. */
        REFUSED,
        /** The same, or the end of the connection without a word: it is not HTTP. */
        REFUSED_OR_CLOSED,
        /** The same, or 501 or 505, which HTTP has for transfer codings and versions that a server does not know. */
        NOT_SPOKEN,
        /** Success, although it looks odd. */
        TAKEN
    }

    /** What is sent, with an id of the call where the head is one that may have another line. */
    String octets(String id) {
        return octets.contains("X-Request-Id:")
                ? octets
                : octets.replaceFirst("\r\nHost: localhost\r\n", "$0X-Request-Id: " + id + "\r\n");
    }

    static Attempt refused(String kind, Operation operation, Wire wire) {
        return new Attempt(kind, operation.name(), Due.REFUSED, wire.octets(), Behind.OPEN);
    }

    static Attempt taken(String kind, Operation operation, Wire wire) {
        return new Attempt(kind, operation.name(), Due.TAKEN, wire.octets(), Behind.OPEN);
    }

    /** Octets behind which nothing more is sent. */
    static Attempt broken(String kind, Operation operation, String octets) {
        return new Attempt(kind, operation.name(), Due.REFUSED_OR_CLOSED, octets, Behind.ENDED);
    }
}
