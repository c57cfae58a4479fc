/**
 * Code that breaks the rules of architecture on purpose, so that their tests can see them fail.
 *
 * <p>Depends on nothing. Threads: it is never run, only read.
 */
@NullMarked
package dev.mayfly.house.architecture.planted;

import org.jspecify.annotations.NullMarked;
