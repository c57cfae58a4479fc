package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * The models of one job's page.
 *
 * <p>This type only groups the models of its parts; it has no instances.
 */
public final class JobDetail {

    private JobDetail() {}

    /**
     * The head of the page.
     *
     * @param name the job's name
     * @param id the job's id
     * @param queue the queue's name
     * @param queueHref the queue's job list
     * @param pill the state
     * @param explanation why the job is where it is, in one sentence
     * @param progress how far it is, absent when it does not say
     * @param actions what can be done
     */
    public record Head(
            String name,
            String id,
            String queue,
            String queueHref,
            StatePill pill,
            String explanation,
            @Nullable Bar progress,
            List<Action> actions) {}

    /**
     * One stretch of the ribbon, in per mille of its width.
     *
     * @param css the class of its colour; {@code r-wait} is hatched
     * @param x where it begins
     * @param width how wide it is
     * @param title what it is, for the tooltip
     */
    public record Stretch(String css, double x, double width, String title) {}

    /**
     * One thing that happened.
     *
     * @param pill its glyph and colour
     * @param what what happened
     * @param why more about it, absent when there is no more to say
     * @param at when
     * @param gap how long after the step before, in words; empty for the first
     */
    public record Step(StatePill pill, String what, @Nullable String why, Instant at, String gap) {}

    /**
     * The job's life so far.
     *
     * @param ribbon the stretches from left to right
     * @param from the ribbon's left end in words
     * @param to the ribbon's right end in words
     * @param steps oldest first
     */
    public record Timeline(List<Stretch> ribbon, String from, String to, List<Step> steps) {}

    /**
     * Where a job stands that runs.
     *
     * @param note why it is there, or why nothing can be seen, in a sentence; empty for a job that
     *     does not run
     * @param here whether this process runs it, so that it may have frames the next moment
     * @param rows its frames, the innermost first
     * @param more what was left out further out, in words; empty where that is nothing
     * @param text the frames as they stand in a stack trace, to be copied
     */
    public record Stand(String note, boolean here, List<FrameRow> rows, String more, String text) {}

    /**
     * A frame of a stack, or several that are folded.
     *
     * @param id the element's id, another for another content
     * @param summary what is folded, in words; empty where nothing is
     * @param frames one, or those that are folded
     */
    public record FrameRow(String id, String summary, List<Frame> frames) {}

    /**
     * A frame of a stack.
     *
     * @param method its class and method
     * @param place its file and line, in words where there is none
     * @param own whether it is of the application, and not of what that is made with
     */
    public record Frame(String method, String place, boolean own) {}

    /**
     * A link of an error's chain.
     *
     * @param type the exception's type
     * @param message its message
     */
    public record Cause(String type, String message) {}

    /**
     * Why the last attempt failed.
     *
     * @param type the type of the innermost cause
     * @param message its message
     * @param chain what wrapped it, outermost first; empty when nothing did
     * @param stack the stack trace, absent when it was not kept
     */
    public record Failure(String type, String message, List<Cause> chain, @Nullable String stack) {}

    /**
     * The attempts before a job that waits for its retry.
     *
     * @param attempts in order; empty for a job that does not
     * @param then what follows the last of them
     */
    public record NextAttempts(List<NextAttempt> attempts, String then) {}

    /**
     * An attempt to come.
     *
     * @param what which
     * @param earliest when it is due at the earliest
     * @param latest when it is due at the latest; absent where the time is known
     * @param after how long it waits after the failure before it, in words
     */
    public record NextAttempt(
            String what, Instant earliest, @Nullable Instant latest, String after) {}

    /**
     * A finished step, or the end of a wait for a signal.
     *
     * @param id the element's id
     * @param pill what became of it
     * @param name of the step or the signal
     * @param what what it was, and in which attempt
     * @param at when
     * @param result the result or the payload, absent while it is hidden or where there is none
     * @param note what to say instead of it
     */
    public record Decision(
            String id,
            StatePill pill,
            String name,
            String what,
            Instant at,
            @Nullable String result,
            String note) {}

    /**
     * A signal that the job has not taken.
     *
     * @param name which signal
     * @param sender who sent it
     * @param at when
     */
    public record PendingSignal(String name, String sender, Instant at) {}

    /**
     * The form that sends a signal.
     *
     * @param href where it is sent
     * @param signal the signal that the job waits for
     * @param refusal why it is not allowed, absent when it is
     */
    public record SignalForm(String href, String signal, @Nullable String refusal) {}

    /**
     * What the job has decided, and what it waits for.
     *
     * @param decisions oldest first
     * @param pending the signals it has not taken, oldest first
     * @param form sends the signal it waits for; absent unless it waits for one
     */
    public record Steps(
            List<Decision> decisions, List<PendingSignal> pending, @Nullable SignalForm form) {}

    /**
     * A job that this one, or one of its children, submitted.
     *
     * @param id the element's id
     * @param depth 1 for a child, 2 for a child's child
     * @param name the job's name
     * @param href the job's page
     * @param pill its state
     * @param queue its queue
     * @param at when it was accepted
     */
    public record Child(
            String id,
            int depth,
            String name,
            String href,
            StatePill pill,
            String queue,
            Instant at) {}

    /**
     * What the job submitted while its handler ran.
     *
     * @param children each followed by its own children, newest first; empty for a job that
     *     submitted none
     * @param note what is not shown; empty for nothing
     * @param href the list of those that it submitted itself
     */
    public record Children(List<Child> children, String note, String href) {}

    /**
     * A log line.
     *
     * @param id the element's id
     * @param number its number, counted from 1 over the job's life
     * @param at when it was written
     * @param text the line
     */
    public record Line(String id, long number, Instant at, String text) {}

    /**
     * The end of the job's log.
     *
     * @param lines oldest first
     * @param dropped how many older lines are gone or not shown, in words; absent when none
     */
    public record Log(List<Line> lines, @Nullable String dropped) {}

    /**
     * A fact in the side column.
     *
     * @param label what it is
     * @param value what it says
     * @param mono whether a machine wrote it
     * @param at a time to show instead of the value, absent for none
     * @param href where it leads, absent for nowhere
     */
    public record Fact(
            String label,
            String value,
            boolean mono,
            @Nullable Instant at,
            @Nullable String href) {}

    /**
     * The side column's facts.
     *
     * @param facts in the order of display
     */
    public record Facts(List<Fact> facts) {}

    /**
     * A call to copy.
     *
     * @param id the element's id
     * @param label what it does
     * @param text the call
     */
    public record Call(String id, String label, String text) {}

    /**
     * What this page does, as calls.
     *
     * @param calls in the order of display
     */
    public record Calls(List<Call> calls) {}

    /**
     * The payload or the result.
     *
     * @param id the element's id
     * @param title what it is
     * @param text the value as text, absent while it is hidden
     * @param note what to say instead of or beside it
     */
    public record Value(String id, String title, @Nullable String text, String note) {}
}
