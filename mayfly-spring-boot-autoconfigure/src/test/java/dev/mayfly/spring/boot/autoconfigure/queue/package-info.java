/** What is configured for queues, and what the actuator does with them. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.queue;

import org.jspecify.annotations.NullMarked;
