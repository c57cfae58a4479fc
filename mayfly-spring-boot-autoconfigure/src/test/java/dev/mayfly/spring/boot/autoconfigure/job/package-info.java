/** Tests of the jobs that beans declare: what methods may look like, and how they are submitted. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.job;

import org.jspecify.annotations.NullMarked;
