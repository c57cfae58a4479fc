/**
 * What the pages are made from: the state of one process, whoever has it. {@code .live} has it from
 * the running application, {@code dev.mayfly.console.dump} from a file.
 *
 * <p>May depend on {@code dev.mayfly.console.timeline} and {@code .view} and on the public API of
 * {@code mayfly-kernel}, {@code mayfly-jobs} and {@code mayfly-agents}. Safe for use by any thread
 * that may block.
 */
@NullMarked
package dev.mayfly.console.state;

import org.jspecify.annotations.NullMarked;
