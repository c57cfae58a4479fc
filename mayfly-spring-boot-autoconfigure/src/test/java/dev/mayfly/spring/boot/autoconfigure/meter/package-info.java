/** Tests of the meters of jobs. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.meter;

import org.jspecify.annotations.NullMarked;
