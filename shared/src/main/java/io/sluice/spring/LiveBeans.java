package io.sluice.spring;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.Scope;

/** The newest valid instance of each bean of {@link LiveScope}. Thread-safe; instances that were replaced are left to their readers. */
final class LiveBeans implements Scope, BeanFactoryPostProcessor {
    private final Map<String, Held> beans = new ConcurrentHashMap<>();

    private record Held(Object bean, ObjectFactory<?> factory) {}

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory factory) {
        factory.registerScope(LiveScope.NAME, this);
    }

    @Override
    public Object get(String name, ObjectFactory<?> factory) {
        var held = beans.get(name);
        if (held == null) {
            // Not in a map's computation: making a bean may ask for others.
            var made = new Held(factory.getObject(), factory);
            held = beans.putIfAbsent(name, made);
            held = held == null ? made : held;
        }
        return held.bean();
    }

    /** Calls the action with every bean that was made, by name. */
    void forEach(BiConsumer<String, Object> action) {
        beans.forEach((name, held) -> action.accept(name, held.bean()));
    }

    /** Makes a bean anew; what that throws leaves the one before in its place. */
    void replace(String name) {
        var held = beans.get(name);
        if (held != null) {
            beans.put(name, new Held(held.factory().getObject(), held.factory()));
        }
    }

    @Override
    public @Nullable Object remove(String name) {
        var held = beans.remove(name);
        return held == null ? null : held.bean();
    }

    @Override
    public void registerDestructionCallback(String name, Runnable callback) {
        // Properties hold nothing that would have to be let go.
    }
}
