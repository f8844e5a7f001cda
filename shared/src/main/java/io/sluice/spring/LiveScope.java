package io.sluice.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Scope;

/**
 * Makes a constructor-bound {@code @ConfigurationProperties} follow changes of settings. Such a bean cannot change, so it is
 * replaced by a new one; take it from an {@code ObjectProvider}, whose {@code getObject()} gives the newest that is valid:
 *
 * <pre>{@code
 * @LiveScope
 * @ConfigurationProperties("limits")
 * record Limits(int max) {}
 *
 * Pool(ObjectProvider<Limits> limits) { … limits.getObject().max() … }
 * }</pre>
 *
 * Without this annotation a constructor-bound bean stays as it was at the start. Beans with setters need none: they are
 * changed in place.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Scope(LiveScope.NAME)
public @interface LiveScope {
    /** The scope's name. */
    String NAME = "sluice-live";
}
