/** The examples of {@code docs/guide/migration-quartz.md}. */
@NullMarked
package dev.mayfly.guide.migration.quartz;

import org.jspecify.annotations.NullMarked;
