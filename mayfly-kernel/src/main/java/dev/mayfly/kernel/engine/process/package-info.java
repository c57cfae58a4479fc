/**
 * The process engine: bodies that may start subprocesses, which are waited for by a system call and
 * never outlive their body.
 *
 * <p>{@link dev.mayfly.kernel.engine.process.Subprocesses} is what a body holds, {@link
 * dev.mayfly.kernel.engine.process.Command} what it asks for. The lines that a program writes to
 * speak with its task are described at {@link dev.mayfly.kernel.engine.process.LineProtocol}.
 *
 * <p>Depends on {@code dev.mayfly.kernel.engine}, {@code .task} and {@code .time}. Thread rule:
 * values are immutable; a facility belongs to the thread of its task; all else is stated on each
 * type.
 */
@NullMarked
package dev.mayfly.kernel.engine.process;

import org.jspecify.annotations.NullMarked;
