package dev.mayfly.kernel.engine;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On the type of a facility: which type of engine grants it, for the message to who lacks it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface GrantedBy {

    /**
     * The type of engine as it is written in {@code mayfly.engines.<name>.type}.
     *
     * @return for instance {@code process}
     */
    String value();
}
