/** Tests of the inspection, over jars that are built while the tests run. */
@NullMarked
package dev.mayfly.sample.jarwatch.inspect;

import org.jspecify.annotations.NullMarked;
