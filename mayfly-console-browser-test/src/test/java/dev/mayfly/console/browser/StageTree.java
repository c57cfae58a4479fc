package dev.mayfly.console.browser;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.supervise.RestartIntensity;
import dev.mayfly.kernel.supervise.RestartStrategy;
import dev.mayfly.kernel.supervise.SupervisorSpec;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.ScopeOptions;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskOptions;

import org.awaitility.Awaitility;

import java.time.Duration;

/** A shop below supervisors, one of which has no restart left, and a task with a scope. */
final class StageTree {
    private static final RestartIntensity FIVE = new RestartIntensity(5, Duration.ofHours(1));
    private static final RestartIntensity ONE = new RestartIntensity(1, Duration.ofHours(1));

    private StageTree() {}

    static void play(Scheduler scheduler) throws InterruptedException {
        scheduler.supervise("shop", StageTree::shop);
        scheduler.spawnService(
                "reports",
                TaskOptions.DEFAULTS.withName("month-end"),
                task ->
                        task.scope(
                                ScopeOptions.named("all regions"),
                                scope -> {
                                    for (String region : new String[] {"north", "south", "west"}) {
                                        scope.fork(
                                                TaskOptions.DEFAULTS.withName("sum up " + region),
                                                StageTree::waits);
                                    }
                                    scope.join();
                                    return "done";
                                }));
        // One signal each, kept for a child that does not wait yet: each fails once.
        scheduler.signal("the end of price-feed");
        scheduler.signal("the end of card-terminal");
        Awaitility.await("two were restarted")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        scheduler.snapshot().supervisors().stream()
                                .anyMatch(each -> each.restartsLeft() == 0));
    }

    /** The one that fails comes last: the strategy starts again those that come after it. */
    private static void shop(SupervisorSpec.Builder shop) {
        shop.queue("inspect")
                .strategy(RestartStrategy.REST_FOR_ONE)
                .intensity(FIVE)
                .child(ChildSpec.worker("inbox", StageTree::waits))
                .child(ChildSpec.supervisor("payments", StageTree::payments))
                .child(ChildSpec.worker("price-feed", fails("price-feed")));
    }

    private static void payments(SupervisorSpec.Builder payments) {
        payments.queue("inspect")
                .intensity(ONE)
                .child(ChildSpec.worker("card-terminal", fails("card-terminal")))
                .child(ChildSpec.worker("ledger", StageTree::waits));
    }

    private static Object waits(TaskContext task) {
        return task.awaitSignal("the shop's end", Duration.ofHours(1));
    }

    private static SchedulableJob<?> fails(String name) {
        return task -> {
            task.awaitSignal("the end of " + name);
            throw new IllegalStateException("the line is dead");
        };
    }
}
