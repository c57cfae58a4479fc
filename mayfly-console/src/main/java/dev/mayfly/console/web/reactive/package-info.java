/**
 * The console on WebFlux. It asks who reads, hands the request to {@link
 * dev.mayfly.console.web.ConsoleDispatcher}, and sends what that says.
 *
 * <p>May depend on {@code dev.mayfly.console.web} and what that may, and on Spring WebFlux; on
 * Spring Security only in {@link dev.mayfly.console.web.reactive.SecurityReaders}, which is loaded
 * only where that is present. Nothing is answered on the event loop.
 */
@NullMarked
package dev.mayfly.console.web.reactive;

import org.jspecify.annotations.NullMarked;
