/**
 * The crash harness: application nodes under load are killed at random, and so is their database;
 * afterwards every acknowledged job must be accounted for.
 *
 * <p>Depends on the packages below it. Thread rule: stated by each class.
 */
@NullMarked
package dev.mayfly.crash;

import org.jspecify.annotations.NullMarked;
