/**
 * The auto-configurations: what an application gets from having the starter. Every bean backs off
 * for one of the application's own.
 *
 * <p>Depends on everything below {@code dev.mayfly.spring}. Thread rule: runs on the thread that
 * starts the application.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
