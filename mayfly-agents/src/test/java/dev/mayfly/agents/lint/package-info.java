/** Tests of the lints of agents. */
@NullMarked
package dev.mayfly.agents.lint;

import org.jspecify.annotations.NullMarked;
