/** Tests of what the kernel sees of the outside. */
@NullMarked
package dev.mayfly.kernel.platform;

import org.jspecify.annotations.NullMarked;
