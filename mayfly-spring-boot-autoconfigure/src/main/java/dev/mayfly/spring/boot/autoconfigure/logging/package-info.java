/**
 * What becomes of jobs, in the application's log.
 *
 * <p>Depends on the jobs only. Thread rule: called by the threads that move jobs.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.logging;

import org.jspecify.annotations.NullMarked;
