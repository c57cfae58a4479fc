/**
 * The code that the user guide shows, a package for each page. What stands between {@code tag::}
 * and {@code end::} is on the page, word for word; a house test compares them.
 *
 * <p>May depend on what an application depends on.
 */
@NullMarked
package dev.mayfly.guide;

import org.jspecify.annotations.NullMarked;
