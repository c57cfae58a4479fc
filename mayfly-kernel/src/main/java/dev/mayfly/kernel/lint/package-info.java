/**
 * Lints: what is wrong in a running kernel, why, and what mends it, each with its evidence.
 *
 * <p>A {@link dev.mayfly.kernel.lint.LintRule} looks from time to time at figures that are kept
 * anyway; {@link dev.mayfly.kernel.lint.Lints} asks the rules and remembers what they found.
 * Nothing here is called by a task, and no rule goes through all tasks. Libraries on the kernel
 * have rules of their own.
 *
 * <p>Depends on {@code dev.mayfly.kernel} and what that shows. Thread rule: rules are asked by one
 * thread at a time; what was found may be read by any.
 */
@NullMarked
package dev.mayfly.kernel.lint;

import org.jspecify.annotations.NullMarked;
