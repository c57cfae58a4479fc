/**
 * What is stored of the steps of a job and of the signals sent to it. Depends on nothing.
 *
 * <p>Thread rule: everything here is immutable.
 */
@NullMarked
package dev.mayfly.jobs.model.step;

import org.jspecify.annotations.NullMarked;
