@NullMarked
package dev.mayfly.console.dump;

import org.jspecify.annotations.NullMarked;
