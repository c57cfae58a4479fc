/**
 * Supervision: who starts whom again, in the words and by the rules of Erlang's OTP.
 *
 * <p>A supervisor is a task that starts children in order, watches them, starts them again by its
 * strategy when they end, gives up when they end too often, and ends them in reverse order. Here
 * are its description ({@link dev.mayfly.kernel.supervise.SupervisorSpec}, {@link
 * dev.mayfly.kernel.supervise.ChildSpec}) and its handle ({@link
 * dev.mayfly.kernel.supervise.Supervisor}); the scheduler makes one by {@code supervise}.
 *
 * <p>Depends on {@code dev.mayfly.kernel.task}. Thread rule: specs are immutable, their builders
 * belong to one thread, and a supervisor's handle is safe for use by any thread.
 */
@NullMarked
package dev.mayfly.kernel.supervise;

import org.jspecify.annotations.NullMarked;
