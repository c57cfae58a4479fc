package dev.mayfly.spring.boot.test;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Adds a {@link JobTester} to a test with {@code @SpringBootTest}; {@link MayflyTest} has it
 * already.
 *
 * <p>Jobs are then kept in memory, whatever {@code mayfly.store.type} says; they are held until
 * {@link JobTester#drain} or {@link JobTester#advance}; and time stands still until it is advanced.
 * Before and after each test method everything is cleared, see {@link JobTester#clear}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ImportAutoConfiguration
public @interface AutoConfigureMayflyTester {

    /**
     * The time at which the application starts, as in {@code 2026-03-28T12:00:00Z}; also the
     * property {@code mayfly.test.start}.
     *
     * @return the time in ISO format; empty for the property, or 2026-01-01T00:00:00Z
     */
    @PropertyMapping(value = "mayfly.test.start", skip = PropertyMapping.Skip.ON_DEFAULT_VALUE)
    String start() default "";
}
