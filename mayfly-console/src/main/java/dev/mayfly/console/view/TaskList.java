package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * The models of the page of kernel tasks.
 *
 * <p>This type only groups the models of its parts; it has no instances.
 */
public final class TaskList {

    private TaskList() {}

    /**
     * The head of the page.
     *
     * @param sentence how many there are, in one sentence
     * @param facts engines, system calls and such
     */
    public record Head(String sentence, List<String> facts) {}

    /**
     * One task.
     *
     * @param id the element's id
     * @param number the task's id
     * @param name the task's name
     * @param queue the queue, or {@code system}
     * @param pill the state
     * @param reason why it is there, one sentence
     * @param priority the priority, 0 being the highest
     * @param runs how often it was put on a carrier
     * @param runTime how long it ran, in words
     * @param submittedAt since when it exists
     */
    public record Row(
            String id,
            String number,
            String name,
            String queue,
            StatePill pill,
            String reason,
            int priority,
            String runs,
            String runTime,
            Instant submittedAt) {}

    /**
     * The tasks that are shown.
     *
     * @param rows system tasks first, then by age
     * @param note how many are not shown; absent when all are
     * @param empty what to say when there is none; absent when there are rows
     */
    public record Rows(List<Row> rows, @Nullable String note, @Nullable Empty empty) {}
}
