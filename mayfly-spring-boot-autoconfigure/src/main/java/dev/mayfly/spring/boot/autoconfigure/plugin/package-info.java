/**
 * The plugins of an application: what {@code mayfly.plugins} lists.
 *
 * <p>Depends on {@code dev.mayfly.kernel}, {@code dev.mayfly.jobs} and the configuration package.
 * Thread rule: used by the thread that starts and stops the application.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.plugin;

import org.jspecify.annotations.NullMarked;
