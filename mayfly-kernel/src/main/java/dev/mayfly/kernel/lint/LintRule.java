package dev.mayfly.kernel.lint;

import java.time.Duration;
import java.util.List;

/**
 * Finds one kind of mistake or trouble.
 *
 * <p>A look must be cheap: its time may grow with the number of queues, engines or recurring jobs,
 * never with that of tasks, jobs or agents.
 *
 * <p>Thread rule: asked by one thread at a time, with all memory effects of the look before; may
 * block for a short time, for instance to ask a database.
 */
public interface LintRule {

    /**
     * The rule's name.
     *
     * @return lower-case words joined by hyphens; each rule of a {@link Lints} has another
     */
    String name();

    /**
     * How often to look.
     *
     * @return 1 s unless overridden; more than zero
     */
    default Duration period() {
        return Duration.ofSeconds(1);
    }

    /**
     * For how long a lint stays after the last look that found it, so that trouble that comes and
     * goes is one lint and not many, and people have time to see what lasts a moment.
     *
     * @return 30 s unless overridden; zero or more
     */
    default Duration linger() {
        return Duration.ofSeconds(30);
    }

    /**
     * Looks.
     *
     * @return what is wrong now, worst first; empty, as it should be, if nothing is. At most
     *     {@value Lints#MOST_OF_A_RULE} are kept
     */
    List<Finding> look();
}
