package dev.mayfly.benchmarks.mail;

import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;

import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.GlobalScope;

import org.jspecify.annotations.Nullable;

/**
 * A coroutine of Kotlin's, written by hand as its compiler would: called at its beginning and with
 * the outcome of each call that suspended it.
 *
 * <p>Thread rule: one call at a time, by the dispatcher.
 */
abstract class Coroutine {

    /** What a call returns that will come back later. */
    static final Object SUSPENDED = IntrinsicsKt.getCOROUTINE_SUSPENDED();

    /** What a coroutine returns at its end. */
    static final Object DONE = Unit.INSTANCE;

    /** Goes on until a call suspends it, or to its end. */
    abstract Object resume(Object result, Continuation<Object> self);

    /** Starts on the default dispatcher. */
    final void launch() {
        var _ =
                BuildersKt.launch(
                        GlobalScope.INSTANCE,
                        Dispatchers.getDefault(),
                        CoroutineStart.DEFAULT,
                        new Machine(this, null));
    }

    /** For calls that give something narrower. */
    @SuppressWarnings("unchecked") // the machine takes whatever comes
    static <T> Continuation<T> narrow(Continuation<Object> self) {
        return (Continuation<T>) (Continuation<?>) self;
    }

    private static final class Machine extends SuspendLambda
            implements Function2<CoroutineScope, Continuation<? super Unit>, Object> {

        @java.io.Serial private static final long serialVersionUID = 1;

        private final transient Coroutine coroutine;

        Machine(Coroutine coroutine, @Nullable Continuation<Object> completion) {
            super(2, completion);
            this.coroutine = coroutine;
        }

        @Override
        @SuppressWarnings("unchecked") // as Kotlin's compiler does
        public Continuation<Unit> create(@Nullable Object scope, Continuation<?> completion) {
            Continuation<?> fresh = new Machine(coroutine, (Continuation<Object>) completion);
            return (Continuation<Unit>) fresh;
        }

        @Override
        public Object invoke(CoroutineScope scope, Continuation<? super Unit> completion) {
            return ((Machine) (Continuation<?>) create(scope, completion)).invokeSuspend(DONE);
        }

        @Override
        protected Object invokeSuspend(Object result) {
            ResultKt.throwOnFailure(result);
            return coroutine.resume(result, this);
        }
    }
}
