package io.sluice.spring;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Makes Sluice's health a member of the group {@code readiness}, where there is one that does not exclude it by name. All
 * else of the group stays as it is. Comes after Boot's own post-processor, which has the same order, is registered before
 * and may make that group.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
final class ReadinessGroup implements HealthEndpointGroupsPostProcessor {
    /** The name of Sluice's health. */
    static final String MEMBER = "sluice";

    private static final String GROUP = "readiness";
    private static final String EXCLUDE = "management.endpoint.health.group." + GROUP + ".exclude";

    private final Environment environment;

    ReadinessGroup(Environment environment) {
        this.environment = environment;
    }

    @Override
    public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
        var group = groups.get(GROUP);
        return group == null || isExcluded() ? groups : new WithMember(groups, new Extended(group));
    }

    private boolean isExcluded() {
        Set<String> excluded = Binder.get(environment)
                .bind(EXCLUDE, Bindable.setOf(String.class))
                .orElse(Set.of());
        return excluded.contains(MEMBER) || excluded.contains("*");
    }

    /** All groups, one of them replaced. */
    private record WithMember(HealthEndpointGroups groups, HealthEndpointGroup readiness)
            implements HealthEndpointGroups, AdditionalPathsMapper {
        @Override
        public HealthEndpointGroup getPrimary() {
            return groups.getPrimary();
        }

        @Override
        public Set<String> getNames() {
            return groups.getNames();
        }

        @Override
        public @Nullable HealthEndpointGroup get(String name) {
            return name.equals(GROUP) ? readiness : groups.get(name);
        }

        @Override
        public @Nullable List<String> getAdditionalPaths(EndpointId endpoint, WebServerNamespace server) {
            return groups instanceof AdditionalPathsMapper paths ? paths.getAdditionalPaths(endpoint, server) : null;
        }
    }

    /** A group with one member more. */
    private record Extended(HealthEndpointGroup group) implements HealthEndpointGroup {
        @Override
        public boolean isMember(String name) {
            return name.equals(MEMBER) || group.isMember(name);
        }

        @Override
        public boolean showComponents(SecurityContext caller) {
            return group.showComponents(caller);
        }

        @Override
        public boolean showDetails(SecurityContext caller) {
            return group.showDetails(caller);
        }

        @Override
        public StatusAggregator getStatusAggregator() {
            return group.getStatusAggregator();
        }

        @Override
        public HttpCodeStatusMapper getHttpCodeStatusMapper() {
            return group.getHttpCodeStatusMapper();
        }

        @Override
        public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
            return group.getAdditionalPath();
        }
    }
}
