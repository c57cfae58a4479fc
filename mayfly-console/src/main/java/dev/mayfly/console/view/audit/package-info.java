/**
 * The model of the page of who did what.
 *
 * <p>May depend on {@code dev.mayfly.console.view} and the JDK only. Immutable.
 */
@NullMarked
package dev.mayfly.console.view.audit;

import org.jspecify.annotations.NullMarked;
