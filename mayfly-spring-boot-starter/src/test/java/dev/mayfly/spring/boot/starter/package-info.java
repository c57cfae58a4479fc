/** Tries the starter in whole applications, each with a class path of its own. */
@NullMarked
package dev.mayfly.spring.boot.starter;

import org.jspecify.annotations.NullMarked;
