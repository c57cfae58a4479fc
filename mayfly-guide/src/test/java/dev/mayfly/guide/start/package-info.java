/** Runs the application of the guide's first page as that page does. */
@NullMarked
package dev.mayfly.guide.start;

import org.jspecify.annotations.NullMarked;
