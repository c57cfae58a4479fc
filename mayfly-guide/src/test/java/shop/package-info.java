/**
 * The application of the guide's first page, file by file as its reader types it.
 *
 * <p>May depend on what that page's pom.xml has.
 */
@NullMarked
package shop;

import org.jspecify.annotations.NullMarked;
