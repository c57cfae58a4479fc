@NullMarked
package dev.mayfly.console.filter;

import org.jspecify.annotations.NullMarked;
