package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

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
     * @param problems at most three, worst first
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
