/** Tests of the lints of jobs. */
@NullMarked
package dev.mayfly.jobs.lint;

import org.jspecify.annotations.NullMarked;
