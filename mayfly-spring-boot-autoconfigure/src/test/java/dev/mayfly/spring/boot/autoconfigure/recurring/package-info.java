/** Recurring jobs over the actuator. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.recurring;

import org.jspecify.annotations.NullMarked;
