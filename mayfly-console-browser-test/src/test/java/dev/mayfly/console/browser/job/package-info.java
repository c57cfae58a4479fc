/** The page of one job in a real browser, part by part. */
@NullMarked
package dev.mayfly.console.browser.job;

import org.jspecify.annotations.NullMarked;
