package io.sluice.http;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Tells what is wrong with {@code sluice.access}, before Boot's own report does, which would show the values. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AccessFailureAnalyzer implements FailureAnalyzer {
    private static final ConfigurationPropertyName ACCESS = ConfigurationPropertyName.of("sluice.access");
    private static final String ACTION =
            "List the tokens as sluice.access.tokens[0], [1] and so on, each with owner, role, and token or sha256.";

    private static final String OTHERWISE = "Correct it; docs/configuration.md says what is expected.";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof AccessException) {
                var message = String.valueOf(at.getMessage());
                return new FailureAnalysis(message, message.contains(".tokens[") ? ACTION : OTHERWISE, at);
            }
            if (at instanceof BindException bind && isOurs(bind.getName())) {
                return new FailureAnalysis(describe(bind), ACTION, bind);
            }
        }
        return null;
    }

    private static boolean isOurs(ConfigurationPropertyName name) {
        return ACCESS.equals(name) || ACCESS.isAncestorOf(name);
    }

    /** What is wrong, without the value. */
    static String describe(BindException bind) {
        for (Throwable at = bind; at != null; at = at.getCause()) {
            if (at instanceof UnboundConfigurationPropertiesException unbound) {
                return unbound.getUnboundProperties().stream()
                        .map(property -> property.getName().toString())
                        .sorted()
                        .collect(
                                Collectors.joining(", ", "", ": not read (expected: no gap before it, no other name)"));
            }
        }
        var property = bind.getProperty();
        return (property == null ? bind.getName() : property.getName()) + ": not readable";
    }
}
