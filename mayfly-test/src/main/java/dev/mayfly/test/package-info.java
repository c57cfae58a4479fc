/**
 * What tests of Mayfly and of applications on it need: awaiting a condition.
 *
 * <p>Depends on the JDK alone. Thread rule: safe for use by any thread.
 */
@NullMarked
package dev.mayfly.test;

import org.jspecify.annotations.NullMarked;
