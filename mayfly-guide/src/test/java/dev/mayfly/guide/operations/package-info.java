/** The examples of {@code docs/guide/operations.md}. */
@NullMarked
package dev.mayfly.guide.operations;

import org.jspecify.annotations.NullMarked;
