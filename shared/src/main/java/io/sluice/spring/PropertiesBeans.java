package io.sluice.spring;

import io.sluice.client.Rejections;
import io.sluice.client.SettingsView;
import io.sluice.setting.SettingName;
import java.beans.PropertyDescriptor;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindingPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.validation.FieldError;

/**
 * Brings beans of {@code @ConfigurationProperties} up to the environment. One with setters is first bound and validated aside,
 * then changed in place; one of {@link LiveScope} is replaced. A bean whose new values do not bind or are not valid stays
 * as it is, as a whole, and is reported. Not thread-safe.
 */
final class PropertiesBeans {
    private static final Logger LOG = LoggerFactory.getLogger(PropertiesBeans.class);

    private final ConfigurableListableBeanFactory beans;
    private final LiveBeans live;
    private final Rejections rejections;
    private final Map<String, Set<SettingName>> rejected = new HashMap<>();

    PropertiesBeans(ConfigurableListableBeanFactory beans, LiveBeans live, Rejections rejections) {
        this.beans = beans;
        this.live = live;
        this.rejections = rejections;
    }

    /** Brings up to date what these settings may have changed, of the beans that have been made. */
    void follow(SettingsView view, Collection<SettingName> names) {
        var changed = new HashMap<SettingName, ConfigurationPropertyName>();
        names.forEach(name -> changed.put(name, ConfigurationPropertyName.adapt(name.text(), '.')));
        for (var name : beans.getSingletonNames()) {
            var bean = beans.getSingleton(name);
            if (bean != null) {
                follow(name, bean, view, changed, () -> rebind(name, target(bean)));
            }
        }
        live.forEach((bean, instance) -> follow(bean, instance, view, changed, () -> live.replace(bean)));
    }

    private void follow(
            String bean,
            Object instance,
            SettingsView view,
            Map<SettingName, ConfigurationPropertyName> changed,
            Runnable update) {
        // What a method with @ConfigurationProperties makes, such as a connection pool, is not ours to change.
        var annotation = AnnotatedElementUtils.findMergedAnnotation(
                AopProxyUtils.ultimateTargetClass(instance), ConfigurationProperties.class);
        var touching = annotation == null ? Set.<SettingName>of() : related(annotation.prefix(), changed);
        if (touching.isEmpty()) {
            return;
        }
        try {
            update.run();
            rejected.getOrDefault(bean, Set.of()).forEach(name -> rejections.accept(bean, name));
            rejected.remove(bean);
        } catch (RuntimeException e) {
            var fault = Fault.of(e);
            var blamed = fault.property() == null
                    ? Set.<SettingName>of()
                    : related(fault.property().toString(), changed);
            for (var name : blamed.isEmpty() ? touching : blamed) {
                reject(bean, view, name, fault);
            }
            LOG.warn("bean {}: keeps the values before: {}", bean, fault.reason());
        }
    }

    private void reject(String bean, SettingsView view, SettingName name, Fault fault) {
        view.find(name.text())
                .ifPresent(setting -> rejections.reject(
                        bean, view.origin(name.text()).orElseThrow(), name, setting.revision(), fault.reason()));
        rejected.computeIfAbsent(bean, unknown -> new LinkedHashSet<>()).add(name);
    }

    private static Set<SettingName> related(String prefix, Map<SettingName, ConfigurationPropertyName> changed) {
        var root = ConfigurationPropertyName.of(prefix);
        var related = new LinkedHashSet<SettingName>();
        changed.forEach((name, property) -> {
            if (root.equals(property) || root.isAncestorOf(property) || property.isAncestorOf(root)) {
                related.add(name);
            }
        });
        return related;
    }

    private void rebind(String name, Object bean) {
        var constructor = BeanUtils.getResolvableConstructor(bean.getClass());
        if (constructor.getParameterCount() > 0) {
            LOG.debug("bean {}: bound by its constructor, so it stays as it is; see @LiveScope", name);
            return;
        }
        var binding = beans.getBean(ConfigurationPropertiesBindingPostProcessor.class);
        var aside = BeanUtils.instantiateClass(constructor);
        binding.postProcessBeforeInitialization(aside, name);
        copy(aside, bean);
        // What cannot be read cannot be copied; it is bound once more.
        binding.postProcessBeforeInitialization(bean, name);
    }

    private static Object target(Object bean) {
        var target = AopUtils.isAopProxy(bean) ? AopProxyUtils.getSingletonTarget(bean) : bean;
        return target == null ? bean : target;
    }

    /** Also values that are not set any more: there the new instance has the default. */
    private static void copy(Object from, Object to) {
        for (var property : BeanUtils.getPropertyDescriptors(to.getClass())) {
            var reading = property.getReadMethod();
            if (reading == null || reading.getDeclaringClass() == Object.class) {
                continue;
            }
            ReflectionUtils.makeAccessible(reading);
            copy(property, ReflectionUtils.invokeMethod(reading, from), ReflectionUtils.invokeMethod(reading, to), to);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void copy(PropertyDescriptor property, @Nullable Object fresh, @Nullable Object held, Object to) {
        if (property.getWriteMethod() != null) {
            ReflectionUtils.makeAccessible(property.getWriteMethod());
            ReflectionUtils.invokeMethod(property.getWriteMethod(), to, fresh);
        } else if (fresh instanceof Map<?, ?> map && held instanceof Map target) {
            target.clear();
            target.putAll(map);
        } else if (fresh instanceof Collection<?> collection && held instanceof Collection target) {
            target.clear();
            target.addAll(collection);
        } else if (fresh != null && held != null && !BeanUtils.isSimpleValueType(fresh.getClass())) {
            copy(fresh, held);
        }
    }

    /**
     * Why a bean could not take over new values, without quoting them.
     *
     * @param property whose value it was; null if that is not known
     */
    private record Fault(@Nullable ConfigurationPropertyName property, String reason) {
        static Fault of(RuntimeException e) {
            BindException binding = null;
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindValidationException invalid) {
                    return of(invalid);
                }
                if (cause instanceof BindException bind) {
                    binding = bind;
                }
            }
            if (binding == null) {
                return new Fault(null, "cannot be bound: " + e.getClass().getSimpleName());
            }
            var type = Objects.requireNonNullElse(binding.getTarget().getType().resolve(), Object.class);
            return new Fault(binding.getName(), binding.getName() + ": does not fit " + type.getSimpleName());
        }

        private static Fault of(BindValidationException invalid) {
            var errors = invalid.getValidationErrors();
            for (var error : errors) {
                if (error instanceof FieldError field) {
                    var property = errors.getName()
                            .append(ConfigurationPropertyName.adapt(field.getField(), '.')
                                    .toString());
                    return new Fault(property, property + ": " + field.getDefaultMessage());
                }
            }
            return new Fault(errors.getName(), errors.getName() + ": not valid");
        }
    }
}
