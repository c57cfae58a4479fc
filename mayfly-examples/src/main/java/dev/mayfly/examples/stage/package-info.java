/**
 * Where examples are played: in real time or in simulated time, with the same code.
 *
 * <p>Depends on the agents and the kernel. Thread rule: stated on each type.
 */
@NullMarked
package dev.mayfly.examples.stage;

import org.jspecify.annotations.NullMarked;
