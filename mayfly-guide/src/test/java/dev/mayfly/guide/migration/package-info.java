/** The examples of the guide's pages on coming from another library, a package for each. */
@NullMarked
package dev.mayfly.guide.migration;

import org.jspecify.annotations.NullMarked;
