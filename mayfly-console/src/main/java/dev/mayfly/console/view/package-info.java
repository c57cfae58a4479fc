/**
 * What the console's pages show: plain records, one for each thing on a page, with nothing left to
 * work out for a template. Two equal records look the same on screen, which is how the live stream
 * knows what to send.
 *
 * <p>May depend on the JDK only. All types are immutable and safe for use by any thread.
 */
@NullMarked
package dev.mayfly.console.view;

import org.jspecify.annotations.NullMarked;
