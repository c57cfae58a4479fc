package dev.mayfly.crash.control;

import dev.mayfly.crash.ledger.Verdict;

/**
 * What a run came to.
 *
 * @param verdict on the promise
 * @param crashes how many injuries there were
 * @param rejections how often the store refused the outcome of a run
 * @param cancellations how many runs were cancelled after another had begun the same job
 */
public record Outcome(Verdict verdict, int crashes, long rejections, long cancellations) {}
