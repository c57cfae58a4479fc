package dev.mayfly.spring.boot.autoconfigure.tracing;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.event.KernelListener;
import dev.mayfly.kernel.syscall.SystemCall;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;

import org.jspecify.annotations.Nullable;

/**
 * Makes each system call in which a task blocks a span, the child of what the task does: a sleep, a
 * join, a wait for a signal, for I/O or for a stage. One that finds what it asks for at once, and
 * giving up a turn, are none. Where nothing is recorded, nothing is made.
 *
 * <p>Thread rule: called by the threads of tasks. A task has its thread, and what is current on it,
 * from the beginning of a call to its end. One without a stack has given both back when it waits
 * for its stage, and makes no span.
 */
public final class TracingCallListener implements KernelListener {

    /** The call that the task of this thread is blocked in; a thread serves one scheduler. */
    private static final ThreadLocal<@Nullable Span> OPEN = new ThreadLocal<>();

    private final Tracer tracer;

    /**
     * A listener.
     *
     * @param tracer knows the current span
     */
    public TracingCallListener(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void onEvent(KernelEvent event) {
        if (event instanceof KernelEvent.TaskBlocked blocked) {
            begin(blocked.call());
        } else if (event instanceof KernelEvent.TaskResumed) {
            end();
        }
    }

    private void begin(SystemCall call) {
        if (Spans.isRecorded(tracer)) {
            OPEN.set(
                    tracer.nextSpan()
                            .name(name(call))
                            .tag("mayfly.call.type", call.type().label())
                            .tag("mayfly.call.reason", call.describe())
                            .start());
        }
    }

    private void end() {
        Span span = OPEN.get();
        if (span != null) {
            OPEN.remove();
            span.end();
        }
    }

    /** A name of which there are few. */
    private static String name(SystemCall call) {
        return switch (call.type()) {
            case SLEEP -> "sleep";
            case JOIN -> "join";
            case WAIT -> "await signal";
            case IO_WAIT -> "await i/o";
            case STAGE -> "await stage";
            case YIELD, SPAWN, SIGNAL, CANCEL, GET_ID, NOW, LOG -> call.type().label();
        };
    }
}
