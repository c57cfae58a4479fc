/**
 * What nodes have promised and done, written down outside of them, and what that says of the
 * promise.
 *
 * <p>Depends on {@code dev.mayfly.jobs.model} and {@code .store}. Thread rule: stated by each
 * class.
 */
@NullMarked
package dev.mayfly.crash.ledger;

import org.jspecify.annotations.NullMarked;
