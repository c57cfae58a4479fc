/** Where tasks stand, outside of the kernel's own packages, whose frames are left out. */
@NullMarked
package dev.mayfly.kernel.stack;

import org.jspecify.annotations.NullMarked;
