/**
 * The console's addresses: which pages there are, how their addresses are read and how links to
 * them are made. The live stream names pages by the same addresses.
 *
 * <p>May depend on {@code dev.mayfly.jobs.model} and the JDK. All types are immutable and safe for
 * use by any thread.
 */
@NullMarked
package dev.mayfly.console.page;

import org.jspecify.annotations.NullMarked;
