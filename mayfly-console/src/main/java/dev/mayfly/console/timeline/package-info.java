/**
 * What ran when: a bounded recording of the kernel's runs, kept only while somebody looks, and the
 * same as a file in the Trace Event Format, which Chrome's tracing page and Perfetto open.
 *
 * <p>May depend on the public API of {@code mayfly-kernel} and on Jackson. {@link
 * dev.mayfly.console.timeline.RunRecorder} is safe for use by any thread; all else is immutable.
 */
@NullMarked
package dev.mayfly.console.timeline;

import org.jspecify.annotations.NullMarked;
