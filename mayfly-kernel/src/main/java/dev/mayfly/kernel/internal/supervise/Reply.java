package dev.mayfly.kernel.internal.supervise;

import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * One answer that somebody waits for: a task by a system call, another thread by blocking. Safe for
 * use by any thread; only the first answer counts.
 */
public final class Reply<T extends @Nullable Object> {

    private final String text;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    /**
     * Creates one that is open.
     *
     * @param text what is waited for, as in {@code the start of supervisor orders}
     */
    public Reply(String text) {
        this.text = text;
    }

    void answer(T value) {
        answer.complete(value);
    }

    void fail(Throwable cause) {
        answer.completeExceptionally(cause);
    }

    /**
     * Waits for the answer.
     *
     * @param host the kernel
     * @return the answer
     * @throws InterruptedException if a thread that is no task is interrupted
     * @throws RuntimeException the failure answered
     */
    public T await(SupervisorHost host) throws InterruptedException {
        TaskContext task = host.current();
        if (task == null) {
            awaitOutside(host);
        } else if (!answer.isDone()) {
            var bell = new Bell(host, text);
            var _ = answer.whenComplete((value, failure) -> bell.ring());
            try {
                bell.await(task);
            } finally {
                host.shielded(() -> bell.close(task));
            }
        }
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(text + " failed", e.getCause());
        }
    }

    private void awaitOutside(SupervisorHost host) throws InterruptedException {
        Thread thread = Thread.currentThread();
        var _ = answer.whenComplete((value, failure) -> LockSupport.unpark(thread));
        while (!answer.isDone()) {
            if (Thread.interrupted()) {
                throw new InterruptedException(text + " was waited for");
            }
            host.park(this);
        }
    }
}
