package io.sluice.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and its certificate, which nobody else has signed, for a name; valid for two days. */
public final class SelfSigned {
    public static final String PASSWORD = "change-it";

    private final Path file;

    private SelfSigned(Path file) {
        this.file = file;
    }

    /**
     * Makes one with the tool of the JDK, as docs/operations.md shows.
     *
     * @param folder for its file, which is left there
     * @param san its subject alternative name, such as {@code dns:localhost}
     */
    public static SelfSigned make(Path folder, String san) {
        var file = folder.resolve(san.replace(':', '-') + ".p12");
        var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var log = folder.resolve("keytool.log");
        try {
            var process = new ProcessBuilder(
                            tool,
                            "-genkeypair",
                            "-alias",
                            "web",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-validity",
                            "2",
                            "-dname",
                            "CN=" + san,
                            "-ext",
                            "san=" + san,
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            PASSWORD,
                            "-keystore",
                            file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("keytool: failed: " + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("keytool: not run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("keytool: interrupted", e);
        }
        return new SelfSigned(file);
    }

    /** Key and certificate, as PKCS12 with {@link #PASSWORD}. */
    public Path file() {
        return file;
    }

    /** What a server shows of itself. */
    public KeyManagerFactory keys() {
        try {
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(), PASSWORD.toCharArray());
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keys " + file + ": not usable", e);
        }
    }

    /** Whom a client believes: this certificate, and no other. */
    public TrustManagerFactory trust() {
        try {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("web", store().getCertificate("web"));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            return trust;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("certificate " + file + ": not usable", e);
        }
    }

    /** Shows and believes this certificate. */
    public SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys().getKeyManagers(), trust().getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("certificate " + file + ": not usable", e);
        }
    }

    private KeyStore store() {
        try (var in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("keys " + file + ": not read", e);
        }
    }
}
