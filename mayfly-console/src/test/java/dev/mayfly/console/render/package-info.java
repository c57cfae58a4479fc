@NullMarked
package dev.mayfly.console.render;

import org.jspecify.annotations.NullMarked;
