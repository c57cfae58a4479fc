/**
 * Who is whose neighbour: mesh, ring, star and tree, as values.
 *
 * <p>Depends on the JDK alone. Thread rule: every type is immutable.
 */
@NullMarked
package dev.mayfly.agents.topology;

import org.jspecify.annotations.NullMarked;
