/** The examples of {@code docs/guide/security.md}. */
@NullMarked
package dev.mayfly.guide.security;

import org.jspecify.annotations.NullMarked;
