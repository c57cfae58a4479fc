/** Parts of a state dump that have files of their own: jobs, leases and quorums. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.actuate.dumped;

import org.jspecify.annotations.NullMarked;
