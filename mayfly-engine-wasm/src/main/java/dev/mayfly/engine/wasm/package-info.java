/**
 * The WASM engine: bodies that may call functions of WebAssembly modules, in a sandbox.
 *
 * <p>{@link dev.mayfly.engine.wasm.Sandbox} is what a body holds, {@link
 * dev.mayfly.engine.wasm.SandboxSettings} what the sandbox allows.
 *
 * <p>Depends on {@code dev.mayfly.kernel} and a WebAssembly runtime, of which no type shows. Thread
 * rule: values are immutable; a facility belongs to the thread of its task.
 */
@NullMarked
package dev.mayfly.engine.wasm;

import org.jspecify.annotations.NullMarked;
