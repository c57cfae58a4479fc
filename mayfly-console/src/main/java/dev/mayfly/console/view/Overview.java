package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * The overview's models, one for each part that is sent by itself.
 *
 * <p>This type only groups them; it has no instances.
 */
public final class Overview {

    private Overview() {}

    /**
     * The sentence at the top and what is wrong.
     *
     * @param sentence how it is, in one sentence
     * @param facts mode, store, node and such, each a few words
     * @param problems at most five, worst first
     */
    public record Health(String sentence, List<String> facts, List<Problem> problems) {}

    /**
     * The four figures.
     *
     * @param figures in the order of display
     */
    public record Figures(List<Figure> figures) {}

    /**
     * All queues.
     *
     * @param cards in the order of configuration
     */
    public record Cards(List<QueueCard> cards) {}

    /**
     * The nodes that share the jobs.
     *
     * @param nodes those alive first; none where the jobs belong to one process
     * @param note how many are not shown, absent when all are
     * @param href the list of what runs
     */
    public record Nodes(List<Node> nodes, @Nullable String note, String href) {}

    /**
     * A node.
     *
     * @param id the element's id
     * @param name its name
     * @param here whether it is this one
     * @param pill whether it is trusted
     * @param number which of its lives this is
     * @param since when it registered
     * @param left for how long it is trusted, in words; absent where it is not any more
     * @param leaseUntil until when it is or was trusted
     * @param holds how many jobs run on it, in words; empty where none can
     */
    public record Node(
            String id,
            String name,
            boolean here,
            StatePill pill,
            String number,
            Instant since,
            @Nullable String left,
            Instant leaseUntil,
            String holds) {}

    /**
     * The engines of this node that have queues.
     *
     * @param node the node's name
     * @param engines in the order of configuration
     */
    public record Carriers(String node, List<Engine> engines) {}

    /**
     * An engine with its carriers.
     *
     * @param name its name
     * @param about its mode and how many carriers, threads or places it has
     * @param busy what share of them was busy
     * @param ready what waits for a turn, in words; empty for nothing
     * @param doing which tasks run, those of most first, absent for none
     */
    public record Engine(
            String name, String about, Bar busy, String ready, @Nullable String doing) {}

    /**
     * What a newcomer is told.
     *
     * @param empty how to submit a first job; absent once there was one
     */
    public record Welcome(@Nullable Empty empty) {}

    /**
     * A short list of jobs.
     *
     * @param id the element's id
     * @param title the list's title
     * @param jobs the jobs, at most five
     * @param empty what to say when there is none
     * @param href where the whole list is
     */
    public record Brief(String id, String title, List<BriefJob> jobs, String empty, String href) {}
}
