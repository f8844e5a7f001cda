package io.sluice.spring;

import io.sluice.client.SettingChange;
import io.sluice.client.Settings;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Calls a bean's method when a setting changes.
 *
 * <pre>{@code
 * @SettingChanged("limits.max")
 * void resize(@Nullable Integer old, @Nullable Integer max) { … }
 * }</pre>
 *
 * The method takes the new value; or the old and the new one; or a {@link SettingChange}; or nothing. Values are read as
 * the parameters' types and null where the setting was or is not set, so no parameter may be primitive. It is called as
 * {@link Settings#listen(String, io.sluice.client.SettingListener)} says: on a thread of its own, for changes that come
 * after the bean was made, and what it throws rejects the value.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface SettingChanged {
    /** Names of settings; or beginnings of names, with {@code *} behind them. At least one. */
    String[] value();
}
