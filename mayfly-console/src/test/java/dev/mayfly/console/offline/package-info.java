@NullMarked
package dev.mayfly.console.offline;

import org.jspecify.annotations.NullMarked;
