package dev.mayfly.spring;

import org.springframework.beans.factory.annotation.Qualifier;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the {@code DataSource} bean of the database that jobs are kept in, where an application has
 * several and it is not the primary one. Used when {@code mayfly.store.type} is {@code jdbc}.
 *
 * <p>Declare the bean with {@code @Bean(defaultCandidate = false)}, so that it is injected where it
 * is asked for by this annotation only.
 */
@Target({
    ElementType.FIELD,
    ElementType.METHOD,
    ElementType.PARAMETER,
    ElementType.TYPE,
    ElementType.ANNOTATION_TYPE
})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Qualifier
public @interface MayflyDataSource {}
