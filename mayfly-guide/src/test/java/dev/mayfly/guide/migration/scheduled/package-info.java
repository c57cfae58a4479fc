/** The examples of {@code docs/guide/migration-scheduled.md}. */
@NullMarked
package dev.mayfly.guide.migration.scheduled;

import org.jspecify.annotations.NullMarked;
