/**
 * For tests of applications with jobs: {@link dev.mayfly.spring.boot.test.MayflyTest} starts what
 * jobs need and no more, {@link dev.mayfly.spring.boot.test.JobTester} asserts what was submitted,
 * runs it and moves the time.
 *
 * <p>Depends on {@code dev.mayfly.jobs}, the auto-configuration, {@code dev.mayfly.test}, Spring
 * Boot's test support, JUnit and AssertJ. Thread rule: for the thread that runs the test; tests
 * that share an application context must not run at the same time.
 */
@NullMarked
package dev.mayfly.spring.boot.test;

import org.jspecify.annotations.NullMarked;
