/**
 * State dumps that are opened in a console: their list, their pages, and how they come in.
 *
 * <p>May depend on {@code dev.mayfly.console.dump}, {@code .source}, {@code .page} and {@code
 * .view}, and on Spring WebFlux to read an upload. Safe for use by any thread; reading a dump takes
 * up to a second: never on an event loop.
 */
@NullMarked
package dev.mayfly.console.web.dump;

import org.jspecify.annotations.NullMarked;
