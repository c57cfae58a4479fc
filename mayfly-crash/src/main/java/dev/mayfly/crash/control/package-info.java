/**
 * Starts nodes and databases, does them harm, and has the ledger judge what came of it.
 *
 * <p>Depends on {@code dev.mayfly.crash.node} and {@code .ledger}. Thread rule: stated by each
 * class.
 */
@NullMarked
package dev.mayfly.crash.control;

import org.jspecify.annotations.NullMarked;
