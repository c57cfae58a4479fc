@NullMarked
package dev.mayfly.console.web.reactive;

import org.jspecify.annotations.NullMarked;
