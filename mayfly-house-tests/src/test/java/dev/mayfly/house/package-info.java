/**
 * The rules of this repository, held by tests.
 *
 * <p>Each sub-package holds one kind of rule next to a planted fault that shows the rule can fail.
 * Nothing depends on this module; it may read every other module's sources and classes.
 *
 * <p>Threads: everything here runs on the test's own thread.
 */
@NullMarked
package dev.mayfly.house;

import org.jspecify.annotations.NullMarked;
