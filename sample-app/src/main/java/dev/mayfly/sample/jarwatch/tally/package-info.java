/**
 * What all audits since the start have in common, kept by an agent: jobs on many threads tell it
 * what they found, and it needs no lock.
 *
 * <p>May depend on Mayfly. The agent's fields belong to its turns; its messages are immutable.
 */
@NullMarked
package dev.mayfly.sample.jarwatch.tally;

import org.jspecify.annotations.NullMarked;
