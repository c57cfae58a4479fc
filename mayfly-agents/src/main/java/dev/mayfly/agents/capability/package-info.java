/**
 * Reference capabilities: who may hold what at the same time. After Clebsch, Drossopoulou, Blessing
 * and McNeil, "Deny Capabilities for Safe, Fast Actors", 2015, as far as Java's compiler can carry
 * it.
 *
 * <p>Depends on the JDK alone. Thread rule: stated on each type.
 */
@NullMarked
package dev.mayfly.agents.capability;

import org.jspecify.annotations.NullMarked;
