/**
 * Opens a state dump without an application: a program that shows one file on this machine.
 *
 * <p>May depend on everything but {@code .autoconfigure}. Starts no Spring context.
 */
@NullMarked
package dev.mayfly.console.offline;

import org.jspecify.annotations.NullMarked;
