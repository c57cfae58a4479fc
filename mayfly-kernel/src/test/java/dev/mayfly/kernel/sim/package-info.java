/** Tests of simulated time. */
@NullMarked
package dev.mayfly.kernel.sim;

import org.jspecify.annotations.NullMarked;
