package dev.mayfly.console.source.agent;

import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.agents.snapshot.LeaseSnapshot;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.view.AgentList;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.syscall.SystemCall;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Who waits for whom, and who holds what. */
public final class WaitParts {
    private static final int MOST_SHOWN = 20;
    private static final int MOST_NAMED = 5;

    private WaitParts() {}

    /**
     * What tasks wait for that others have to bring: answers of agents, leases, agreement of
     * quorums, room in mailboxes, promises. Threads that are no tasks, and handlers, which never
     * wait, are not among them.
     *
     * @param kernel the tasks that are alive
     * @return what most wait for first
     */
    public static AgentList.Waits waits(KernelSnapshot kernel) {
        Map<String, Map<String, Integer>> waiters = new TreeMap<>();
        for (TaskSnapshot task : kernel.tasks()) {
            if (task.call() instanceof SystemCall.AwaitStage waits && !task.system()) {
                waiters.computeIfAbsent(waits.what(), what -> new TreeMap<>())
                        .merge(task.name(), 1, Integer::sum);
            }
        }
        List<AgentList.Wait> shown =
                waiters.entrySet().stream()
                        .sorted(
                                Comparator.comparing(
                                        each -> -count(each.getValue()), Comparator.naturalOrder()))
                        .limit(MOST_SHOWN)
                        .map(each ->
                                new AgentList.Wait(
                                        each.getKey(),
                                        names(each.getValue()),
                                        Words.count(count(each.getValue()))))
                        .toList();
        return new AgentList.Waits(shown, more(waiters.size() - shown.size()));
    }

    private static int count(Map<String, Integer> waiters) {
        return waiters.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String names(Map<String, Integer> waiters) {
        List<String> named = new ArrayList<>();
        waiters.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST_NAMED)
                .forEach(each ->
                        named.add(
                                each.getKey()
                                        + (each.getValue() == 1 ? "" : " × " + each.getValue())));
        int more = waiters.size() - named.size();
        return String.join(", ", named) + (more == 0 ? "" : ", and " + more + " more");
    }

    /**
     * The leases.
     *
     * @param now the agents' picture; null for an application without
     * @return those that most wait for first
     */
    public static AgentList.Leases leases(@Nullable AgentsSnapshot now) {
        List<LeaseSnapshot> all = now == null ? List.of() : now.leases();
        return new AgentList.Leases(
                all.stream().limit(MOST_SHOWN).map(WaitParts::lease).toList(),
                more(all.size() - MOST_SHOWN));
    }

    private static AgentList.Lease lease(LeaseSnapshot lease) {
        int unnamed = lease.waiting() - Math.min(MOST_NAMED, lease.waiters().size());
        String waiters =
                lease.waiters().stream()
                        .limit(MOST_NAMED)
                        .map(WaitParts::thread)
                        .collect(Collectors.joining(", "));
        return new AgentList.Lease(
                lease.name(),
                thread(lease.holder()),
                lease.left().isZero() ? "its time is over" : Words.coarse(lease.left()) + " left",
                Long.toString(lease.token()),
                lease.waiting() == 0
                        ? ""
                        : waiters + (unnamed == 0 ? "" : ", and " + unnamed + " more"));
    }

    private static String thread(String name) {
        return name.isBlank() ? "a thread without a name" : name;
    }

    private static @Nullable String more(int count) {
        return count <= 0 ? null : Words.count(count) + " more are not shown.";
    }
}
