/**
 * The view models of the timeline and the tree: what the templates draw, already in words and in
 * units of the picture.
 *
 * <p>May depend on {@code dev.mayfly.console.view}. All types are immutable and safe for use by any
 * thread.
 */
@NullMarked
package dev.mayfly.console.view.chart;

import org.jspecify.annotations.NullMarked;
