/**
 * What is done with all jobs that a search finds.
 *
 * <p>Depends on the store and its model. Thread rule: safe for use by any thread that may block.
 */
@NullMarked
package dev.mayfly.jobs.internal.bulk;

import org.jspecify.annotations.NullMarked;
