/**
 * The contract that every engine must keep, as a JUnit suite: extend {@link
 * dev.mayfly.test.engine.EngineContractTests} and say how to make the engine.
 *
 * <p>Depends on {@code dev.mayfly.kernel}, {@code dev.mayfly.test}, JUnit and AssertJ. Thread rule:
 * as JUnit's.
 */
@NullMarked
package dev.mayfly.test.engine;

import org.jspecify.annotations.NullMarked;
