/** What happens while a database does not answer. */
@NullMarked
package dev.mayfly.test.outage;

import org.jspecify.annotations.NullMarked;
