/** Tests of the kernel's lints. */
@NullMarked
package dev.mayfly.kernel.lint;

import org.jspecify.annotations.NullMarked;
