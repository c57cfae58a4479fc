/**
 * Pages while the store of the jobs is gone: what they say, and how they come back.
 *
 * <p>Depends on the pages and their state. Thread rule: as the pages'.
 */
@NullMarked
package dev.mayfly.console.source.outage;

import org.jspecify.annotations.NullMarked;
