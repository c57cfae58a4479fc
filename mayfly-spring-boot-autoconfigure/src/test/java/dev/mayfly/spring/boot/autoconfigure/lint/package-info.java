/** Tests of lints in an application. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.lint;

import org.jspecify.annotations.NullMarked;
