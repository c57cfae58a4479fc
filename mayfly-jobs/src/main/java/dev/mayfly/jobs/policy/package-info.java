/**
 * The rules of queues: what they allow, who has set them, and the decision that follows from them.
 * Plain data and pure functions, which every store and every runtime decides by.
 *
 * <p>Depends on {@code dev.mayfly.jobs.model}. Thread rule: everything is immutable.
 */
@NullMarked
package dev.mayfly.jobs.policy;

import org.jspecify.annotations.NullMarked;
