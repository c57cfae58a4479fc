/** Tests of applications on a PostgreSQL in a container, and of the same without one. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.container;

import org.jspecify.annotations.NullMarked;
