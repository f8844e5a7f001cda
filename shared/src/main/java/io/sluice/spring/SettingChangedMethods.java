package io.sluice.spring;

import io.sluice.client.SettingChange;
import io.sluice.client.SettingListener;
import io.sluice.client.Settings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;

/** Makes a listener of every method with {@link SettingChanged}. */
final class SettingChangedMethods implements BeanPostProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(SettingChangedMethods.class);
    private static final int OLD_AND_NEW = 2;

    private final ObjectProvider<Settings> settings;

    SettingChangedMethods(ObjectProvider<Settings> settings) {
        this.settings = settings;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        var type = AopProxyUtils.ultimateTargetClass(bean);
        if (AnnotationUtils.isCandidateClass(type, SettingChanged.class)) {
            Map<Method, SettingChanged> methods = MethodIntrospector.selectMethods(
                    type, (Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, SettingChanged.class));
            methods.forEach((method, annotation) -> listen(bean, method, annotation));
        }
        return bean;
    }

    private void listen(Object bean, Method method, SettingChanged annotation) {
        requireFitting(method);
        if (annotation.value().length == 0) {
            throw new IllegalStateException(
                    "@SettingChanged on %s: no name (expected: at least one)".formatted(method));
        }
        var listening = settings.getIfAvailable();
        if (listening == null) {
            LOG.warn("@SettingChanged on {}: never called, for sluice.namespaces names none to look in", method);
            return;
        }
        var invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
        ReflectionUtils.makeAccessible(invocable);
        for (var pattern : annotation.value()) {
            listening.listen(pattern, new Call(bean, invocable));
        }
    }

    private static void requireFitting(Method method) {
        var primitive = Arrays.stream(method.getParameterTypes()).anyMatch(Class::isPrimitive);
        if (primitive || method.getParameterCount() > OLD_AND_NEW) {
            throw new IllegalStateException(
                    "@SettingChanged on %s (expected: the new value; the old and the new; a SettingChange; or no parameter; none primitive)"
                            .formatted(method));
        }
    }

    private record Call(Object bean, Method method) implements SettingListener {
        @Override
        public void changed(SettingChange change) throws Exception {
            try {
                method.invoke(bean, arguments(change));
            } catch (InvocationTargetException e) {
                if (e.getTargetException() instanceof Exception thrown) {
                    throw thrown;
                }
                throw e;
            }
        }

        private @Nullable Object[] arguments(SettingChange change) {
            var types = method.getGenericParameterTypes();
            if (types.length == 0) {
                return new Object[0];
            }
            if (types.length == 1 && types[0] == SettingChange.class) {
                return new Object[] {change};
            }
            var value = change.value(reference(types[types.length - 1]));
            return types.length == 1
                    ? new @Nullable Object[] {value}
                    : new @Nullable Object[] {change.oldValue(reference(types[0])), value};
        }

        private static ParameterizedTypeReference<Object> reference(Type type) {
            return ParameterizedTypeReference.forType(type);
        }

        @Override
        public String toString() {
            return method.getDeclaringClass().getSimpleName() + "." + method.getName();
        }
    }
}
