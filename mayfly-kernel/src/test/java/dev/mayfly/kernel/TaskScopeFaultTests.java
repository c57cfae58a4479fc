package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.ScopeFailedException;
import dev.mayfly.kernel.task.ScopeOptions;
import dev.mayfly.kernel.task.SubmitInterceptor;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskScope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** The test of the test: scopes with one fault each, which the suite must find. */
class TaskScopeFaultTests {

    private static void assertCaught(Class<?> suite, String test) {
        assertThat(PlantedSuite.failures(suite, test)).containsExactly(test);
    }

    @Test
    void findsScopesThatSwallowFailures() {
        assertCaught(
                Forgiving.class, "theFirstFailureCancelsTheSiblingsWhichEndBeforeTheParentLeaves");
    }

    @Test
    void findsScopesThatForgetTheirDeadline() {
        assertCaught(Timeless.class, "theDeadlineCancelsTheSubtasksAndNotAMomentBefore");
    }

    @Test
    void findsScopesWhoseSubtasksOutliveThem() {
        assertCaught(Loose.class, "aBodyThatThrowsOrForgetsToJoinLeavesNothingBehind");
        assertCaught(Loose.class, "cancellingTheParentCancelsItsChildrenAtOnce");
    }

    @Test
    void findsScopesThatWaitForAllWhereOneIsEnough() {
        assertCaught(Thorough.class, "theFirstSuccessIsEnoughWhereAnyWillDo");
    }

    /** What a planted scope is made of. */
    @FunctionalInterface
    interface Fault {
        Object scope(TaskContext task, ScopeOptions options, TaskScope.Body<?, ?> body)
                throws Exception;
    }

    static SchedulerBuilder plant(SchedulerBuilder builder, Fault fault) {
        return builder.interceptor(
                new SubmitInterceptor() {
                    @Override
                    public <R> SchedulableJob<R> intercept(
                            String name, String queue, SchedulableJob<R> job) {
                        return task -> job.run(faulty(task, fault));
                    }
                });
    }

    private static TaskContext faulty(TaskContext task, Fault fault) {
        return (TaskContext)
                Proxy.newProxyInstance(
                        TaskContext.class.getClassLoader(),
                        new Class<?>[] {TaskContext.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("scope")) {
                                ScopeOptions options =
                                        arguments.length == 2
                                                ? (ScopeOptions) arguments[0]
                                                : ScopeOptions.DEFAULTS;
                                return fault.scope(
                                        task,
                                        options,
                                        (TaskScope.Body<?, ?>) arguments[arguments.length - 1]);
                            }
                            try {
                                return method.invoke(task, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    static final class Forgiving extends TaskScopeTests {
        @Override
        SchedulerBuilder plant(SchedulerBuilder builder) {
            return TaskScopeFaultTests.plant(
                    builder,
                    (task, options, body) -> {
                        try {
                            return task.scope(options, body::run);
                        } catch (ScopeFailedException e) {
                            return 0;
                        }
                    });
        }
    }

    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    static final class Timeless extends TaskScopeTests {
        @Override
        SchedulerBuilder plant(SchedulerBuilder builder) {
            return TaskScopeFaultTests.plant(
                    builder,
                    (task, options, body) ->
                            task.scope(
                                    new ScopeOptions(options.name(), options.joiner(), null),
                                    body::run));
        }
    }

    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    static final class Thorough extends TaskScopeTests {
        @Override
        SchedulerBuilder plant(SchedulerBuilder builder) {
            return TaskScopeFaultTests.plant(
                    builder,
                    (task, options, body) ->
                            task.scope(options.withJoiner(ScopeOptions.Joiner.ALL), body::run));
        }
    }

    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    static final class Loose extends TaskScopeTests {
        @Override
        SchedulerBuilder plant(SchedulerBuilder builder) {
            return TaskScopeFaultTests.plant(
                    builder, (task, options, body) -> body.run(new Spawning(task)));
        }
    }

    record Spawning(TaskContext task) implements TaskScope {

        @Override
        public <R> Subtask<R> fork(TaskOptions options, SchedulableJob<R> job) {
            TaskHandle<R> handle = task.spawn(options, job);
            return new Subtask<>() {
                @Override
                public R get() {
                    return handle.future().join();
                }

                @Override
                public TaskHandle<R> handle() {
                    return handle;
                }
            };
        }

        @Override
        public void join() {}
    }
}
