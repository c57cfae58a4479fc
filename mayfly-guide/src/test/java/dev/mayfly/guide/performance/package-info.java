/** The examples of {@code docs/guide/performance.md}. */
@NullMarked
package dev.mayfly.guide.performance;

import org.jspecify.annotations.NullMarked;
