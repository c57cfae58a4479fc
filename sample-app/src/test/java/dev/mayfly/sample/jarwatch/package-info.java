/** Tests of Jarwatch as a whole: started, asked over HTTP, its jobs awaited. */
@NullMarked
package dev.mayfly.sample.jarwatch;

import org.jspecify.annotations.NullMarked;
