/**
 * What the documentation says: its links lead somewhere, and the code in the user guide is code
 * that is compiled and run.
 *
 * <p>May depend on {@code source}. Threads: everything here runs on the test's own thread.
 */
@NullMarked
package dev.mayfly.house.docs;

import org.jspecify.annotations.NullMarked;
