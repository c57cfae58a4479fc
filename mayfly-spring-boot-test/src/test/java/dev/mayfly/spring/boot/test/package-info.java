/** Tests of the test support. */
@NullMarked
package dev.mayfly.spring.boot.test;

import org.jspecify.annotations.NullMarked;
