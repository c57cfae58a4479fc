package dev.mayfly.spring.boot.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Finds the application and the properties of a {@link MayflyTest}. */
class MayflyTestContextBootstrapper extends TestSliceTestContextBootstrapper<MayflyTest> {}
