/**
 * Slices of the crash run, and the proof that it finds what is broken.
 *
 * <p>Depends on the harness only. Thread rule: each test has processes of its own.
 */
@NullMarked
package dev.mayfly.crash;

import org.jspecify.annotations.NullMarked;
