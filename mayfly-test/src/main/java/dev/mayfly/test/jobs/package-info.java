/**
 * The contract that every job store must keep, as a JUnit suite: extend {@link
 * dev.mayfly.test.jobs.JobStoreContractTests} and say how to make the store.
 *
 * <p>Depends on {@code dev.mayfly.jobs}, JUnit and AssertJ. Thread rule: as JUnit's.
 */
@NullMarked
package dev.mayfly.test.jobs;

import org.jspecify.annotations.NullMarked;
