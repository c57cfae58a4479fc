/** The examples of {@code docs/guide/operations.md} and {@code docs/guide/security.md}. */
@NullMarked
package dev.mayfly.guide.operations;

import org.jspecify.annotations.NullMarked;
