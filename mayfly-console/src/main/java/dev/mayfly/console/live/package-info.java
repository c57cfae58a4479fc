/**
 * Keeps open pages right: one loop for each browser's stream, which looks for news at each beat and
 * sends only the parts that differ from what it sent last. What is the same for many browsers is
 * looked up, compared, drawn and held once.
 *
 * <p>May depend on {@code dev.mayfly.console.view}, {@code .page}, {@code .source}, {@code
 * .security} and {@code .render}; knows no web framework. A stream's loop runs on a virtual thread
 * of its own and may block there.
 */
@NullMarked
package dev.mayfly.console.live;

import org.jspecify.annotations.NullMarked;
