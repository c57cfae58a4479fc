/**
 * A check for Error Prone that follows an {@code Iso} through a method and reports a use after it
 * was given away.
 *
 * <p>Depends on Error Prone's API and on the compiler's public tree API; knows {@code
 * mayfly-agents} by name only. Nothing depends on it. Thread rule: the compiler's own thread;
 * nothing here is shared between two compilations.
 */
@NullMarked
package dev.mayfly.errorprone;

import org.jspecify.annotations.NullMarked;
