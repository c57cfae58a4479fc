/**
 * Ten nodes that decide together though some of them lie, equivocate, keep silent or accuse the
 * innocent: as many as the theory allows, and one more. Begin at {@code Council}.
 *
 * <p>Depends on {@code dev.mayfly.examples.stage} and the agents. Thread rule: fields belong to
 * their agent's turns; what is sent is immutable.
 */
@NullMarked
package dev.mayfly.examples.consensus;

import org.jspecify.annotations.NullMarked;
