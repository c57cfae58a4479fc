/**
 * As it was: code for JobRunr and Quartz, apart from the packages in which Spring looks for
 * components.
 */
@NullMarked
package dev.mayfly.guide.migration.before;

import org.jspecify.annotations.NullMarked;
