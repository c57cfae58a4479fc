/**
 * Who may see the console and who may act in it. One policy, in plain Java without a web framework,
 * so that both adapters (WebFlux and servlet) ask the same questions and give the same answers.
 *
 * <p>May depend on the JDK only. All types are safe for use by any thread.
 */
@NullMarked
package dev.mayfly.console.security;

import org.jspecify.annotations.NullMarked;
