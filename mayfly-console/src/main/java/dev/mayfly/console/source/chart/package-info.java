/**
 * Makes the parts of the timeline and of the tree out of a recording and of pictures of the kernel,
 * each bounded whatever there is to be seen.
 *
 * <p>May depend on {@code dev.mayfly.console.timeline}, {@code .view}, {@code .page}, {@code
 * .render} (for its words), {@code .source.part} (for pills) and on snapshots of {@code
 * mayfly-kernel}. All methods may be called by any thread.
 */
@NullMarked
package dev.mayfly.console.source.chart;

import org.jspecify.annotations.NullMarked;
