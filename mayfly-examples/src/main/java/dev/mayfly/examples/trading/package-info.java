/**
 * A trading day: analysts propose, a risk manager disposes, executors trade, an exchange checks,
 * and in the end every message is accounted for. Begin at {@code TradingDay}.
 *
 * <p>Depends on {@code dev.mayfly.examples.stage} and the agents. Thread rule: fields belong to
 * their agent's turns, where that is not said otherwise.
 */
@NullMarked
package dev.mayfly.examples.trading;

import org.jspecify.annotations.NullMarked;
