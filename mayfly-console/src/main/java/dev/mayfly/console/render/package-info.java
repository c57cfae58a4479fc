/**
 * Turns the view models into HTML: one template engine of the console's own, which finds its
 * templates in the console's jar and nowhere else, so that it neither sees nor disturbs the host
 * application's.
 *
 * <p>May depend on {@code dev.mayfly.console.view}, Thymeleaf and the JDK. Rendering may read files
 * and may take milliseconds: never call it on an event loop.
 */
@NullMarked
package dev.mayfly.console.render;

import org.jspecify.annotations.NullMarked;
