/** Tests of the judgements about the running JDK. */
@NullMarked
package dev.mayfly.sample.jarwatch.jdk;

import org.jspecify.annotations.NullMarked;
