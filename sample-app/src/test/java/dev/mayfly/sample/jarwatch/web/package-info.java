/** Tests of what the pages say. */
@NullMarked
package dev.mayfly.sample.jarwatch.web;

import org.jspecify.annotations.NullMarked;
