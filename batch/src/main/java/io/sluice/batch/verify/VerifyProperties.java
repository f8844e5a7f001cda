package io.sluice.batch.verify;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Redis and the archive are compared.
 *
 * @param findings findings of a run that are kept in full, up to 100000; all are counted
 */
@ConfigurationProperties("sluice.verify")
record VerifyProperties(@DefaultValue("100") int findings) {
    VerifyProperties {
        if (findings < 0 || findings > 100_000) {
            throw new IllegalArgumentException(
                    "sluice.verify.findings: %d (expected: 0 to 100000)".formatted(findings));
        }
    }
}
