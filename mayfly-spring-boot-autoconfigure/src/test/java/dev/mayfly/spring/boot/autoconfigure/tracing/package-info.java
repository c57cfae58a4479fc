/** Tests of traces, as a collector receives them. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.tracing;

import org.jspecify.annotations.NullMarked;
