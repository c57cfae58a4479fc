/**
 * How processes hear of jobs that others make ready.
 *
 * <p>Thread rule: as JUnit's.
 */
@NullMarked
package dev.mayfly.test.announce;

import org.jspecify.annotations.NullMarked;
