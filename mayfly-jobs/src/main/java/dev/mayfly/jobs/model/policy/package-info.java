/**
 * What a submission wants of its relation to other jobs: to be one with an earlier one, to come
 * after others, to belong to a batch.
 *
 * <p>Depends on nothing. Thread rule: everything is immutable.
 */
@NullMarked
package dev.mayfly.jobs.model.policy;

import org.jspecify.annotations.NullMarked;
