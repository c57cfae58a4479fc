package dev.mayfly.console.source.overview;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.view.Overview;
import dev.mayfly.console.view.Problem;
import dev.mayfly.console.view.StatePill;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.RunnerInfo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The nodes that share a store, as the first page shows them. */
public final class NodeParts {
    /** Of those that are gone the latest are shown. */
    private static final int MOST_SHOWN = 12;

    /** For so long a lost node is a problem; its jobs were taken over within seconds. */
    private static final Duration NEWS = Duration.ofMinutes(10);

    private static final StatePill ALIVE = new StatePill("Alive", "done", Tone.DONE);
    private static final StatePill LATE = new StatePill("Late", "warn", Tone.RETRY);
    private static final StatePill LOST = new StatePill("Lost", "failed", Tone.FAIL);
    private static final StatePill GONE = new StatePill("Left", "skipped", Tone.OVER);

    private NodeParts() {}

    /**
     * The nodes.
     *
     * @param runners as the store knows them; none where it belongs to one process
     * @param here the name of this node
     * @param running jobs that run, newest first
     * @param now the time
     * @param links makes their links
     * @return those alive first, by name, then the latest of those that are not
     */
    public static Overview.Nodes nodes(
            List<RunnerInfo> runners, String here, JobPage running, Instant now, Links links) {
        Map<Long, Integer> held = new HashMap<>();
        for (JobRecord job : running.jobs()) {
            held.merge(job.incarnation(), 1, Integer::sum);
        }
        List<RunnerInfo> sorted =
                runners.stream()
                        .sorted(
                                Comparator.comparing(RunnerInfo::state)
                                        .thenComparing(runner ->
                                                runner.state() == RunnerInfo.State.ALIVE
                                                        ? runner.node()
                                                        : "")
                                        .thenComparing(
                                                RunnerInfo::leaseUntil, Comparator.reverseOrder()))
                        .toList();
        List<Overview.Node> nodes =
                sorted.stream()
                        .limit(MOST_SHOWN)
                        .map(runner -> node(runner, here, held, running.next() != null, now))
                        .toList();
        int more = sorted.size() - nodes.size();
        return new Overview.Nodes(
                nodes,
                more == 0 ? null : Words.count(more) + " more are not shown.",
                links.to(PageRequest.JobList.ALL.withState(JobState.RUNNING)));
    }

    private static Overview.Node node(
            RunnerInfo runner, String here, Map<Long, Integer> held, boolean more, Instant now) {
        boolean alive = runner.state() == RunnerInfo.State.ALIVE;
        Duration left = Duration.between(now, runner.leaseUntil());
        int jobs = held.getOrDefault(runner.incarnation(), 0);
        return new Overview.Node(
                "node-" + runner.incarnation(),
                runner.node(),
                alive && runner.node().equals(here),
                switch (runner.state()) {
                    case ALIVE -> left.isNegative() ? LATE : ALIVE;
                    case LOST -> LOST;
                    case GONE -> GONE;
                },
                Long.toString(runner.incarnation()),
                runner.registeredAt(),
                alive && !left.isNegative() ? left.toSeconds() + " s left" : null,
                runner.leaseUntil(),
                alive ? (more ? "at least " : "") + jobs + (jobs == 1 ? " job" : " jobs") : "");
    }

    /**
     * What is wrong with nodes.
     *
     * @param runners as the store knows them; none where it belongs to one process
     * @param here the name of this node
     * @param now the time
     * @return worst first
     */
    public static List<Problem> problems(List<RunnerInfo> runners, String here, Instant now) {
        List<Problem> problems = new ArrayList<>();
        if (!runners.isEmpty() && !isAlive(runners, here)) {
            problems.add(
                    new Problem(
                            Tone.FAIL,
                            "warn",
                            "This node, " + here + ", has no lease.",
                            "It takes no jobs until it has registered again, which it tries all the"
                                    + " time. Others run its jobs. See the log for what keeps it"
                                    + " from the database."));
        }
        for (RunnerInfo runner : runners) {
            if (runner.state() == RunnerInfo.State.LOST
                    && runner.leaseUntil().plus(NEWS).isAfter(now)
                    && !isAlive(runners, runner.node())) {
                problems.add(
                        new Problem(
                                Tone.RETRY,
                                "warn",
                                "Node " + runner.node() + " was lost",
                                runner.leaseUntil(),
                                "it let its lease run out. Its jobs are ready for the others; look"
                                        + " after its process, and start it again if it is gone."));
            }
        }
        return problems;
    }

    private static boolean isAlive(List<RunnerInfo> runners, String node) {
        return runners.stream()
                .anyMatch(other ->
                        other.state() == RunnerInfo.State.ALIVE && other.node().equals(node));
    }
}
