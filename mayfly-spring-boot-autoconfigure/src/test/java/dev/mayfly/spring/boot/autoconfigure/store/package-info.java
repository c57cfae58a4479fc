/** Tests of stores in Spring applications. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.store;

import org.jspecify.annotations.NullMarked;
