/**
 * The console as requests and answers: below one path of the host application and nowhere else.
 * Which server takes the requests is the affair of {@link dev.mayfly.console.web.reactive} and
 * {@link dev.mayfly.console.web.servlet}, which do nothing else.
 *
 * <p>May depend on all other packages of the console but {@code autoconfigure} and the two
 * adapters, and on {@code spring-web}. It blocks: never on an event loop.
 */
@NullMarked
package dev.mayfly.console.web;

import org.jspecify.annotations.NullMarked;
