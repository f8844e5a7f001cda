package io.sluice.store;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Whether and how the connections to Redis are encrypted. */
public sealed interface Tls {
    /** In the clear: for loopback, and networks that encrypt by themselves. */
    record Off() implements Tls {}

    /**
     * Encrypted, with the host name verified.
     *
     * @param keys what this side shows of itself
     * @param trust whom it believes
     */
    record On(KeyManagerFactory keys, TrustManagerFactory trust) implements Tls {}
}
