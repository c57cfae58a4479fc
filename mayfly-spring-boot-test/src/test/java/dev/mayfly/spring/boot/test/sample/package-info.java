/** An application with jobs, as users write it. */
@NullMarked
package dev.mayfly.spring.boot.test.sample;

import org.jspecify.annotations.NullMarked;
