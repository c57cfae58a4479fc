/**
 * Lints in an application: which are looked for, and the endpoint that shows them.
 *
 * <p>Depends on the configuration's properties. Thread rule: beans are made by Spring's thread and
 * used by any.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.lint;

import org.jspecify.annotations.NullMarked;
