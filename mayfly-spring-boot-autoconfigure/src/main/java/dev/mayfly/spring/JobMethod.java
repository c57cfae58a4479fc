package dev.mayfly.spring;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;

/**
 * A reference to a method that is a job, as it is given to {@link Mayfly}: never called and never
 * stored, only read for the name of the method.
 *
 * <p>There is one functional interface for each shape a reference can have, because that is what
 * lets the compiler choose by itself. Nobody needs to name them, except to pick one of several
 * overloads:
 *
 * <pre>{@code
 * mayfly.submit((JobMethod.Call<Order, Invoice>) billing::bill, order);
 * }</pre>
 */
public interface JobMethod extends Serializable {

    /**
     * A value-returning method seen with no parameter, of a given bean.
     *
     * @param <R> the type of the result
     */
    @FunctionalInterface
    interface Call0<R extends @Nullable Object> extends JobMethod {

        /**
         * The shape of the method; Mayfly never calls it.
         *
         * @return the result
         * @throws Exception whatever the method throws
         */
        R method() throws Exception;
    }

    /** A void method seen with no parameter, of a given bean. */
    @FunctionalInterface
    interface Run0 extends JobMethod {

        /**
         * The shape of the method; Mayfly never calls it.
         *
         * @throws Exception whatever the method throws
         */
        void method() throws Exception;
    }

    /**
     * A value-returning method seen with one parameter: the payload, where the bean is given
     * ({@code reports::generate}); without a payload the job's context, or the bean where it is not
     * given ({@code Reports::nightly}).
     *
     * @param <A> the type of the first parameter
     * @param <R> the type of the result
     */
    @FunctionalInterface
    interface Call<A extends @Nullable Object, R extends @Nullable Object> extends JobMethod {

        /**
         * The shape of the method; Mayfly never calls it.
         *
         * @param a the first parameter
         * @return the result
         * @throws Exception whatever the method throws
         */
        R method(A a) throws Exception;
    }

    /**
     * A void method seen with one parameter: the payload, where the bean is given ({@code
     * reports::generate}); without a payload the job's context, or the bean where it is not given
     * ({@code Reports::nightly}).
     *
     * @param <A> the type of the first parameter
     */
    @FunctionalInterface
    interface Run<A extends @Nullable Object> extends JobMethod {

        /**
         * The shape of the method; Mayfly never calls it.
         *
         * @param a the first parameter
         * @throws Exception whatever the method throws
         */
        void method(A a) throws Exception;
    }

    /**
     * A value-returning method seen with two parameters with the payload last: {@code
     * Reports::generate}, or {@code reports::generate} where the method takes the context first.
     *
     * @param <A> the type of the first parameter
     * @param <P> the type of the payload
     * @param <R> the type of the result
     */
    @FunctionalInterface
    interface CallOn<
                    A extends @Nullable Object,
                    P extends @Nullable Object,
                    R extends @Nullable Object>
            extends JobMethod {

        /**
         * The shape of the method; Mayfly never calls it.
         *
         * @param a the first parameter
         * @param payload the payload
         * @return the result
         * @throws Exception whatever the method throws
         */
        R method(A a, P payload) throws Exception;
    }

    /**
     * A void method seen with two parameters with the payload last: {@code Reports::generate}, or
     * {@code reports::generate} where the method takes the context first.
     *
     * @param <A> the type of the first parameter
     * @param <P> the type of the payload
     */
    @FunctionalInterface
    interface RunOn<A extends @Nullable Object, P extends @Nullable Object> extends JobMethod {

        /**
         * The shape of the method; Mayfly never calls it.
         *
         * @param a the first parameter
         * @param payload the payload
         * @throws Exception whatever the method throws
         */
        void method(A a, P payload) throws Exception;
    }

    /**
     * A value-returning method seen with two parameters with the payload first: {@code
     * reports::generate} where the method takes the context last.
     *
     * @param <P> the type of the payload
     * @param <C> the type of the context
     * @param <R> the type of the result
     */
    @FunctionalInterface
    interface CallWith<
                    P extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            extends JobMethod {

        /**
         * The shape of the method; Mayfly never calls it.
         *
         * @param payload the payload
         * @param context the context
         * @return the result
         * @throws Exception whatever the method throws
         */
        R method(P payload, C context) throws Exception;
    }

    /**
     * A void method seen with two parameters with the payload first: {@code reports::generate}
     * where the method takes the context last.
     *
     * @param <P> the type of the payload
     * @param <C> the type of the context
     */
    @FunctionalInterface
    interface RunWith<P extends @Nullable Object, C extends @Nullable Object> extends JobMethod {

        /**
         * The shape of the method; Mayfly never calls it.
         *
         * @param payload the payload
         * @param context the context
         * @throws Exception whatever the method throws
         */
        void method(P payload, C context) throws Exception;
    }

    /**
     * A value-returning method seen with three parameters with the payload second: {@code
     * Reports::generate} where the method takes the context last.
     *
     * @param <B> the type of the bean
     * @param <P> the type of the payload
     * @param <C> the type of the context
     * @param <R> the type of the result
     */
    @FunctionalInterface
    interface CallOnWith<
                    B extends @Nullable Object,
                    P extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            extends JobMethod {

        /**
         * The shape of the method; Mayfly never calls it.
         *
         * @param bean the bean
         * @param payload the payload
         * @param context the context
         * @return the result
         * @throws Exception whatever the method throws
         */
        R method(B bean, P payload, C context) throws Exception;
    }

    /**
     * A void method seen with three parameters with the payload second: {@code Reports::generate}
     * where the method takes the context last.
     *
     * @param <B> the type of the bean
     * @param <P> the type of the payload
     * @param <C> the type of the context
     */
    @FunctionalInterface
    interface RunOnWith<
                    B extends @Nullable Object,
                    P extends @Nullable Object,
                    C extends @Nullable Object>
            extends JobMethod {

        /**
         * The shape of the method; Mayfly never calls it.
         *
         * @param bean the bean
         * @param payload the payload
         * @param context the context
         * @throws Exception whatever the method throws
         */
        void method(B bean, P payload, C context) throws Exception;
    }

    /**
     * A value-returning method seen with three parameters with the payload last: {@code
     * Reports::generate} where the method takes the context first.
     *
     * @param <B> the type of the bean
     * @param <C> the type of the context
     * @param <P> the type of the payload
     * @param <R> the type of the result
     */
    @FunctionalInterface
    interface CallOnLast<
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    P extends @Nullable Object,
                    R extends @Nullable Object>
            extends JobMethod {

        /**
         * The shape of the method; Mayfly never calls it.
         *
         * @param bean the bean
         * @param context the context
         * @param payload the payload
         * @return the result
         * @throws Exception whatever the method throws
         */
        R method(B bean, C context, P payload) throws Exception;
    }

    /**
     * A void method seen with three parameters with the payload last: {@code Reports::generate}
     * where the method takes the context first.
     *
     * @param <B> the type of the bean
     * @param <C> the type of the context
     * @param <P> the type of the payload
     */
    @FunctionalInterface
    interface RunOnLast<
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    P extends @Nullable Object>
            extends JobMethod {

        /**
         * The shape of the method; Mayfly never calls it.
         *
         * @param bean the bean
         * @param context the context
         * @param payload the payload
         * @throws Exception whatever the method throws
         */
        void method(B bean, C context, P payload) throws Exception;
    }
}
