@NullMarked
package dev.mayfly.console.live;

import org.jspecify.annotations.NullMarked;
