@NullMarked
package dev.mayfly.console.source;

import org.jspecify.annotations.NullMarked;
