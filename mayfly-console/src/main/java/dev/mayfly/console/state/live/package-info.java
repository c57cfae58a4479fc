/**
 * The state of the running application.
 *
 * <p>May depend on what {@code dev.mayfly.console.state} may, and on {@code
 * dev.mayfly.console.source.part} for its shared pictures. Safe for use by any thread that may
 * block.
 */
@NullMarked
package dev.mayfly.console.state.live;

import org.jspecify.annotations.NullMarked;
