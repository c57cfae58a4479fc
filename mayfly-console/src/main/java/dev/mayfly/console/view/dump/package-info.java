/**
 * What the list of open state dumps is made of.
 *
 * <p>Depends on nothing of the console. Thread rule: immutable.
 */
@NullMarked
package dev.mayfly.console.view.dump;

import org.jspecify.annotations.NullMarked;
