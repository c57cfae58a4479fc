@NullMarked
package dev.mayfly.console.access;

import org.jspecify.annotations.NullMarked;
