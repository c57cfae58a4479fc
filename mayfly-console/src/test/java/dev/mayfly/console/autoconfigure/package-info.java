@NullMarked
package dev.mayfly.console.autoconfigure;

import org.jspecify.annotations.NullMarked;
