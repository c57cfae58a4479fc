/** The examples of {@code docs/guide/migration-db-scheduler.md}. */
@NullMarked
package dev.mayfly.guide.migration.dbscheduler;

import org.jspecify.annotations.NullMarked;
