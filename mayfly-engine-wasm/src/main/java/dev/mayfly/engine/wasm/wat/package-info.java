/**
 * An assembler for the part of the WebAssembly text format that rules written by hand need, so that
 * a module can stand in a repository as text.
 *
 * <p>Depends on the JDK alone. Thread rule: safe for use by any thread.
 */
@NullMarked
package dev.mayfly.engine.wasm.wat;

import org.jspecify.annotations.NullMarked;
