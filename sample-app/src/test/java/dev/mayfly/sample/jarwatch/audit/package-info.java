/** Tests of what is audited and of what inspections add up to. */
@NullMarked
package dev.mayfly.sample.jarwatch.audit;

import org.jspecify.annotations.NullMarked;
