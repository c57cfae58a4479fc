package dev.mayfly.spring.reactive;

import dev.mayfly.kernel.engine.async.Publishers;
import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

import java.util.List;
import java.util.function.Function;

/**
 * Makes asynchronous jobs of publishers, such as Reactor's {@code Mono} and {@code Flux}.
 * Cancelling the task cancels the subscription.
 *
 * {@snippet :
 * scheduler.submit("web", ReactiveJobs.last(task -> client.get().retrieve().bodyToMono(String.class)));
 * }
 */
public final class ReactiveJobs {

    private ReactiveJobs() {}

    /**
     * A job that ends with the last element, or null where there is none.
     *
     * @param body makes the publisher, on the thread of the task
     * @param <T> the type of the elements
     * @return the job
     */
    @SuppressWarnings("NullAway") // infers the lambda's result without the annotation it is given
    public static <T> AsyncJob<@Nullable T> last(
            Function<TaskContext, ? extends Publisher<T>> body) {
        return task -> Publishers.<T>last(FlowAdapters.toFlowPublisher(body.apply(task)));
    }

    /**
     * A job that ends with the only element, and fails where there is none or more than one.
     *
     * @param body makes the publisher, on the thread of the task
     * @param <T> the type of the element
     * @return the job
     */
    public static <T> AsyncJob<T> only(Function<TaskContext, ? extends Publisher<T>> body) {
        return task -> Publishers.<T>only(FlowAdapters.toFlowPublisher(body.apply(task)));
    }

    /**
     * A job that ends with all elements.
     *
     * @param most how many there may be, 1 or more; the job fails where there are more
     * @param body makes the publisher, on the thread of the task
     * @param <T> the type of the elements
     * @return the job
     */
    public static <T> AsyncJob<List<T>> list(
            int most, Function<TaskContext, ? extends Publisher<T>> body) {
        return task -> Publishers.<T>list(FlowAdapters.toFlowPublisher(body.apply(task)), most);
    }
}
