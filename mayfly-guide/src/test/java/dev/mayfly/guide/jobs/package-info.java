/** The examples of {@code docs/guide/jobs.md}. */
@NullMarked
package dev.mayfly.guide.jobs;

import org.jspecify.annotations.NullMarked;
