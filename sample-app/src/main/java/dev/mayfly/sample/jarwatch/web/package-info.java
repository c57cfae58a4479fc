/**
 * Jarwatch's pages and its HTTP interface: start an audit, watch it, read what it found.
 *
 * <p>May depend on everything of Jarwatch; of its root package on the settings only. Handlers
 * return plain values and may block: Spring runs them on virtual threads, off the event loop.
 * Models are records, complete before a template sees them.
 */
@NullMarked
package dev.mayfly.sample.jarwatch.web;

import org.jspecify.annotations.NullMarked;
