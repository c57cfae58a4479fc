/** Parts of a state dump that have files of their own: jobs and leases. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.actuate.dumped;

import org.jspecify.annotations.NullMarked;
