package dev.mayfly.benchmarks.report;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A peer that a benchmark goes without, since it cannot do the work. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(LeftOut.Several.class)
public @interface LeftOut {

    /**
     * Who.
     *
     * @return the peer
     */
    String peer();

    /**
     * Why.
     *
     * @return a clause for people
     */
    String because();

    /** For the compiler. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Several {

        /**
         * The peers.
         *
         * @return two or more
         */
        LeftOut[] value();
    }
}
