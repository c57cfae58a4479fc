/**
 * Jobs that outlive their process, on every database.
 *
 * <p>Thread rule: as JUnit's.
 */
@NullMarked
package dev.mayfly.test.durable;

import org.jspecify.annotations.NullMarked;
