/**
 * The console on servlets, by Spring MVC's functional routes. It asks who reads, hands the request
 * to {@link dev.mayfly.console.web.ConsoleDispatcher}, and sends what that says.
 *
 * <p>May depend on {@code dev.mayfly.console.web} and what that may, on Spring MVC and on the
 * servlet API; on Spring Security only in {@link
 * dev.mayfly.console.web.servlet.SecurityServletReaders}, which is loaded only where that is
 * present, and on Tomcat only in {@code HangUp}, likewise. Answers are made on the request's
 * thread; event streams are written without blocking any.
 */
@NullMarked
package dev.mayfly.console.web.servlet;

import org.jspecify.annotations.NullMarked;
