@NullMarked
package dev.mayfly.console.timeline;

import org.jspecify.annotations.NullMarked;
