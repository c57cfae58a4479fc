/** Policies of queues over each store, and the test of these tests. */
@NullMarked
package dev.mayfly.test.policy;

import org.jspecify.annotations.NullMarked;
