/**
 * Searches among very many jobs: how databases go about them, and how long they take.
 *
 * <p>Thread rule: as JUnit's.
 */
@NullMarked
package dev.mayfly.test.search;

import org.jspecify.annotations.NullMarked;
