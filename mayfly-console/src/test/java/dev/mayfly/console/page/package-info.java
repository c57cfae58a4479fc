@NullMarked
package dev.mayfly.console.page;

import org.jspecify.annotations.NullMarked;
