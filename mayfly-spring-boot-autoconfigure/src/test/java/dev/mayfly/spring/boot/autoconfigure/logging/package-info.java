/** What becomes of jobs, in the application's log. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.logging;

import org.jspecify.annotations.NullMarked;
