/** The examples of {@code docs/guide/agents.md}. */
@NullMarked
package dev.mayfly.guide.agents;

import org.jspecify.annotations.NullMarked;
