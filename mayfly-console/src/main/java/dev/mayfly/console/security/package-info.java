/**
 * Who may see the console and who may act in it. One policy, in plain Java without a web framework,
 * so that each adapter (WebFlux now, servlet later) asks the same questions and gives the same
 * answers.
 *
 * <p>May depend on the JDK only. All types are safe for use by any thread.
 */
@NullMarked
package dev.mayfly.console.security;

import org.jspecify.annotations.NullMarked;
