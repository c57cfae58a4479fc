/** The examples of {@code docs/guide/migration-jobrunr.md}. */
@NullMarked
package dev.mayfly.guide.migration.jobrunr;

import org.jspecify.annotations.NullMarked;
