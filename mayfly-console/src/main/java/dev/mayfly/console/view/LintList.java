package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * The page of what is wrong, and what was.
 *
 * <p>This type only groups the models of its parts; it has no instances.
 */
public final class LintList {

    private LintList() {}

    /**
     * The head of the page.
     *
     * @param sentence how many problems there are, in one sentence
     * @param facts what is looked for; empty where something was found
     */
    public record Head(String sentence, List<String> facts) {}

    /**
     * One fact of the evidence.
     *
     * @param label what it is
     * @param value the fact; text of others
     * @param lines whether it has lines of its own, as a stack has
     */
    public record Fact(String label, String value, boolean lines) {}

    /**
     * One lint.
     *
     * @param id the element's id
     * @param name the rule that found it
     * @param pill how bad it is, or that it has gone
     * @param sentence what is so
     * @param action what mends it
     * @param href where its subject is shown
     * @param subject what it is about, in words
     * @param since since when
     * @param until when it was gone; absent while it is so
     * @param evidence what the sentence rests on
     */
    public record Item(
            String id,
            String name,
            StatePill pill,
            String sentence,
            String action,
            String href,
            String subject,
            Instant since,
            @Nullable Instant until,
            List<Fact> evidence) {}

    /**
     * What is wrong.
     *
     * @param items worst first
     * @param empty what to say when nothing is; absent when something is
     */
    public record Current(List<Item> items, @Nullable Empty empty) {}

    /**
     * What has gone.
     *
     * @param items the latest first
     */
    public record Gone(List<Item> items) {}
}
