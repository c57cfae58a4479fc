/**
 * The console on WebFlux: answers below one path of the host application and nowhere else.
 *
 * <p>May depend on all other packages of the console but {@code autoconfigure}, and on Spring
 * WebFlux; on Spring Security only in {@link dev.mayfly.console.web.SecurityReaders}, which is
 * loaded only where that is present. Handlers run on the event loop and hand whatever reads or
 * renders to {@code Schedulers.boundedElastic()}.
 */
@NullMarked
package dev.mayfly.console.web;

import org.jspecify.annotations.NullMarked;
