/**
 * How many jobs are where, while several write.
 *
 * <p>Thread rule: as JUnit's.
 */
@NullMarked
package dev.mayfly.test.count;

import org.jspecify.annotations.NullMarked;
