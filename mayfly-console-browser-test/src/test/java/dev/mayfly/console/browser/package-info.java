/**
 * The console in a real Chromium, over a real application. Each test class owns its application and
 * its browser page; a test drives the jobs by latches, never by time.
 */
@NullMarked
package dev.mayfly.console.browser;

import org.jspecify.annotations.NullMarked;
