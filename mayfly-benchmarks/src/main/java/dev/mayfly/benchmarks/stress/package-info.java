/**
 * The stress run: storms on every engine at once, and an audit of what they leave behind.
 *
 * <p>Depends on the kernel and the WASM engine. Thread rule: a run belongs to the thread that
 * started it; what storms share is safe for use by any thread.
 */
@NullMarked
package dev.mayfly.benchmarks.stress;

import org.jspecify.annotations.NullMarked;
