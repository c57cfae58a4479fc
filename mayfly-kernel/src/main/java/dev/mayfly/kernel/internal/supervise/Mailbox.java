package dev.mayfly.kernel.internal.supervise;

import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.List;

/** What a supervisor has to attend to, in order of arrival. Safe for use by any thread. */
final class Mailbox {

    /** One thing to attend to. */
    sealed interface Message {

        /** A child's task has ended. */
        record Exited(TaskId task) implements Message {}

        /**
         * A child failed to start again. The next attempt comes by the mailbox, so that between two
         * of them requests and cancels are attended to.
         */
        record TryAgain(Child child) implements Message {}

        /** Somebody asks for something. */
        record Request(Runnable work, Runnable refusal) implements Message {}
    }

    private final Bell bell;

    /** Guarded by this. */
    private final ArrayDeque<Message> messages = new ArrayDeque<>();

    /** Guarded by this. */
    private boolean closed;

    Mailbox(SupervisorHost host, String text) {
        bell = new Bell(host, text);
    }

    /** Adds a message; returns false if the supervisor has ended. */
    boolean offer(Message message) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            messages.add(message);
        }
        bell.ring();
        return true;
    }

    /** Takes the first message, waiting for it if there is none. */
    Message take(TaskContext task) {
        for (Message next = poll(); ; next = poll()) {
            if (next != null) {
                return next;
            }
            bell.await(task);
        }
    }

    private synchronized @Nullable Message poll() {
        return messages.poll();
    }

    /** Ends it, behind a shield, and returns what was not attended to. */
    List<Message> close(TaskContext task) {
        List<Message> rest;
        synchronized (this) {
            closed = true;
            rest = List.copyOf(messages);
            messages.clear();
        }
        bell.close(task);
        return rest;
    }

    synchronized int size() {
        return messages.size();
    }
}
